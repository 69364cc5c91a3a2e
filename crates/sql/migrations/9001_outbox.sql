-- Messages that were committed with the state they speak of and wait to be published.
CREATE TABLE outbox (
    message_id    VARCHAR(36)  NOT NULL PRIMARY KEY,
    topic         VARCHAR(64)  NOT NULL,
    aggregate_key VARCHAR(64)  NOT NULL,
    aggregate_seq BIGINT       NOT NULL,
    payload       MEDIUMTEXT   NOT NULL,
    traceparent   VARCHAR(64),
    created_us    BIGINT       NOT NULL,
    -- 0 until it is published: unsent messages stand together at the front of the index.
    sent_us       BIGINT       NOT NULL
);
CREATE UNIQUE INDEX outbox_order ON outbox (aggregate_key, aggregate_seq);
CREATE INDEX outbox_unsent ON outbox (sent_us, created_us);
