-- How far an order has come. A row moves by compare-and-set on its version.
CREATE TABLE sagas (
    order_id   VARCHAR(36)  NOT NULL PRIMARY KEY,
    version    BIGINT       NOT NULL,
    state      VARCHAR(16)  NOT NULL,
    -- Of a compensation, also one that is stuck or done with.
    reason     VARCHAR(32),
    voided     BIGINT       NOT NULL,
    released   BIGINT       NOT NULL,
    -- seat=winner, separated by commas.
    lost       VARCHAR(512) NOT NULL,
    attempt    BIGINT       NOT NULL,
    entries    BIGINT       NOT NULL,
    entered_us BIGINT       NOT NULL,
    updated_us BIGINT       NOT NULL,
    -- None when nothing is waited for.
    due_us     BIGINT
);
CREATE INDEX sagas_due ON sagas (due_us, order_id);
CREATE INDEX sagas_state ON sagas (state, entered_us);

-- The timeline: only ever added to.
CREATE TABLE saga_log (
    order_id VARCHAR(36) NOT NULL,
    number   BIGINT      NOT NULL,
    step     VARCHAR(16) NOT NULL,
    outcome  VARCHAR(16) NOT NULL,
    attempt  BIGINT      NOT NULL,
    at_us    BIGINT      NOT NULL,
    PRIMARY KEY (order_id, number)
);
