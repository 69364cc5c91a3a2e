-- How many seats of an event its buyer may have bought, as it was when the order was accepted. None: as many as they like.
ALTER TABLE orders ADD COLUMN buyer_limit BIGINT;
-- Which of the places that a buyer may have at an event are taken, counted from 1: each has room for one seat for ever. Of orders with a limit.
CREATE TABLE buyer_ledger (
    event_id BIGINT      NOT NULL,
    -- The digest that orders are searched by.
    buyer    VARCHAR(64) NOT NULL,
    k        BIGINT      NOT NULL,
    order_id VARCHAR(36) NOT NULL
);
CREATE UNIQUE INDEX buyer_ledger_place ON buyer_ledger (event_id, buyer, k);
CREATE INDEX buyer_ledger_order ON buyer_ledger (order_id);
