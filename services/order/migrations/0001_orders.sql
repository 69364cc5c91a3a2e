-- The facts of an order. `status` repeats what the saga says, for whoever checks the promises by SQL.
CREATE TABLE orders (
    id          VARCHAR(36)  NOT NULL PRIMARY KEY,
    -- The user as it was named; none for an anonymous order.
    owner       VARCHAR(128),
    -- A digest of the user, to search by: no collation takes two names for one.
    owner_key   VARCHAR(64),
    event_id    BIGINT       NOT NULL,
    -- Ids, separated by commas, in the order in which the buyer named them.
    seats       VARCHAR(255) NOT NULL,
    holds       VARCHAR(512) NOT NULL,
    amount      BIGINT       NOT NULL,
    currency    VARCHAR(3)   NOT NULL,
    method      VARCHAR(64),
    status      VARCHAR(16)  NOT NULL,
    traceparent VARCHAR(64),
    created_us  BIGINT       NOT NULL
);
CREATE INDEX orders_of_owner ON orders (owner_key, created_us, id);
