-- Who bought which seat. A seat has room for one order for ever: the last word on every sale.
CREATE TABLE sale_ledger (
    event_id BIGINT      NOT NULL,
    seat_id  BIGINT      NOT NULL,
    order_id VARCHAR(36) NOT NULL,
    sold_us  BIGINT      NOT NULL
);
CREATE UNIQUE INDEX sale_ledger_seat ON sale_ledger (event_id, seat_id);
CREATE INDEX sale_ledger_order ON sale_ledger (order_id);
