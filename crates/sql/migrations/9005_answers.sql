-- What calls under an idempotency key were answered, of those whose effect is not stored here in the same transaction.
CREATE TABLE answers (
    -- Of caller, call and key.
    digest      VARCHAR(64) NOT NULL PRIMARY KEY,
    fingerprint VARCHAR(64) NOT NULL,
    -- 0 while the call is being worked on; then the next column is the id of its lease.
    status      BIGINT      NOT NULL,
    trace_id    VARCHAR(64) NOT NULL,
    body        TEXT        NOT NULL,
    until_us    BIGINT      NOT NULL
);
CREATE INDEX answers_age ON answers (until_us);
