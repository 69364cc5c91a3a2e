-- What people with special rights have changed, written in the transaction that changed it. Never written over; it goes when it is old.
CREATE TABLE audit (
    id          VARCHAR(36)  NOT NULL PRIMARY KEY,
    at_us       BIGINT       NOT NULL,
    actor       VARCHAR(128) NOT NULL,
    actor_kind  VARCHAR(16)  NOT NULL,
    action      VARCHAR(64)  NOT NULL,
    object_kind VARCHAR(32)  NOT NULL,
    object_id   VARCHAR(128) NOT NULL,
    -- In JSON, as far as it was changed; nothing where there was nothing, or is nothing any more.
    was         TEXT,
    is_now      TEXT,
    reason      TEXT,
    trace_id    VARCHAR(64)  NOT NULL
);
CREATE INDEX audit_object ON audit (object_id, id);
CREATE INDEX audit_age ON audit (at_us);
