-- So that a dead letter can be published again just as it was.
ALTER TABLE dead_letter ADD COLUMN occurred_us BIGINT NOT NULL DEFAULT 0;
