-- What a consumer cannot work on, and everything that came behind it with the same key.
CREATE TABLE parked (
    message_id    VARCHAR(36) NOT NULL,
    consumer      VARCHAR(64) NOT NULL,
    topic         VARCHAR(64) NOT NULL,
    aggregate_key VARCHAR(64) NOT NULL,
    payload       MEDIUMTEXT  NOT NULL,
    traceparent   VARCHAR(64),
    log_partition BIGINT      NOT NULL,
    log_offset    BIGINT      NOT NULL,
    reason        TEXT        NOT NULL,
    parked_us     BIGINT      NOT NULL,
    PRIMARY KEY (consumer, message_id)
);
CREATE INDEX parked_key ON parked (consumer, aggregate_key);
