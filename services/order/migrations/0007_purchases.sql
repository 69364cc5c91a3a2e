-- Places that were held by `POST /purchase`, from which `POST /pay` places the order. Kept for a day after the hold.
CREATE TABLE purchases (
    order_id    VARCHAR(36)  NOT NULL PRIMARY KEY,
    -- Of the key and of whose it is.
    digest      VARCHAR(64)  NOT NULL,
    fingerprint VARCHAR(64)  NOT NULL,
    -- Whose key it was: who may pay.
    scope       VARCHAR(160) NOT NULL,
    event_id    BIGINT       NOT NULL,
    seats       VARCHAR(255) NOT NULL,
    hold_id     VARCHAR(36)  NOT NULL,
    remaining   BIGINT       NOT NULL,
    until_us    BIGINT       NOT NULL
);
CREATE UNIQUE INDEX purchases_key ON purchases (digest);
CREATE INDEX purchases_until ON purchases (until_us);
