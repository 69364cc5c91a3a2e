-- One row per order. `due_at` is set exactly while the provider has to be asked something, and says when to look after it.
CREATE TABLE payments (
    order_id VARCHAR(36) NOT NULL PRIMARY KEY,
    amount BIGINT,
    currency VARCHAR(3),
    method VARCHAR(64),
    state VARCHAR(16) NOT NULL,
    reason VARCHAR(255),
    owes_release BIGINT NOT NULL,
    awaited_by VARCHAR(36) NOT NULL,
    traceparent VARCHAR(64),
    version BIGINT NOT NULL,
    due_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX payments_due ON payments (due_at);
