-- What the first use of an idempotency key was answered. Never forgotten.
CREATE TABLE idempotency_keys (
    -- Of scope and key: one caller and one key have one row, and no collation takes two keys for one.
    digest      VARCHAR(64)  NOT NULL PRIMARY KEY,
    scope       VARCHAR(160) NOT NULL,
    idem_key    VARCHAR(255) NOT NULL,
    fingerprint VARCHAR(64)  NOT NULL,
    order_id    VARCHAR(36)  NOT NULL,
    body        TEXT         NOT NULL,
    traceparent VARCHAR(64),
    created_us  BIGINT       NOT NULL
);
