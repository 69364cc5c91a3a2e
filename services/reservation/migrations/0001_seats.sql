-- The embedded seat store. SQLite only: the store at scale is Redis.

CREATE TABLE events (
    event_id   BIGINT NOT NULL PRIMARY KEY,
    epoch      BIGINT NOT NULL,
    -- Counts the changes of public status that were told.
    version    BIGINT NOT NULL,
    seat_count BIGINT NOT NULL,
    on_sale_us BIGINT NOT NULL
);

-- Seats that are anything but available. A lapsed hold keeps its row until somebody meets it.
CREATE TABLE seats (
    event_id      BIGINT      NOT NULL,
    seat_id       BIGINT      NOT NULL,
    state         VARCHAR(6)  NOT NULL CHECK (state IN ('HELD', 'PINNED', 'SOLD')),
    -- Of the hold: HELD and PINNED. An anonymous owner has no name.
    hold_id       VARCHAR(36),
    owner         VARCHAR(128),
    since_us      BIGINT,
    until_us      BIGINT,
    extension     VARCHAR(36),
    -- Of the order: PINNED and SOLD.
    order_id      VARCHAR(36),
    pin_until_us  BIGINT,
    PRIMARY KEY (event_id, seat_id)
) WITHOUT ROWID;
CREATE INDEX seats_unsold ON seats (event_id) WHERE state <> 'SOLD';

-- What a repetition of a hold is told, for as long as the hold lives.
CREATE TABLE receipts (
    hold_id     VARCHAR(36)  NOT NULL PRIMARY KEY,
    event_id    BIGINT       NOT NULL,
    scope       VARCHAR(160) NOT NULL,
    idem_key    VARCHAR(255) NOT NULL,
    fingerprint VARCHAR(64)  NOT NULL,
    -- A JSON array, in the order in which they were asked for.
    seats       TEXT         NOT NULL,
    life_us     BIGINT       NOT NULL,
    trace_id    VARCHAR(32)  NOT NULL
) WITHOUT ROWID;
CREATE INDEX receipts_event ON receipts (event_id);

-- Orders that gave their seats back: no later confirm of theirs may take them again.
CREATE TABLE tombstones (
    event_id BIGINT      NOT NULL,
    order_id VARCHAR(36) NOT NULL,
    left_us  BIGINT      NOT NULL,
    PRIMARY KEY (event_id, order_id)
) WITHOUT ROWID;
CREATE INDEX tombstones_age ON tombstones (left_us);
