-- What each consumer has worked on: a message that comes again changes nothing.
CREATE TABLE inbox (
    consumer   VARCHAR(64) NOT NULL,
    message_id VARCHAR(36) NOT NULL,
    seen_us    BIGINT      NOT NULL,
    PRIMARY KEY (consumer, message_id)
);
CREATE INDEX inbox_age ON inbox (seen_us);
