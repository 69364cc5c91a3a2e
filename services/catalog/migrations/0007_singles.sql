-- Until then no hold of this event may leave a single seat. Events of before have none.
ALTER TABLE events ADD COLUMN singles_from_us BIGINT;
