-- Who tells a message, and until when it is left to them: on a server several processes share the table. A file has one owner,
-- which has no name, and no leases.
ALTER TABLE outbox ADD COLUMN owner VARCHAR(36) NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN leased_until_us BIGINT NOT NULL DEFAULT 0;
