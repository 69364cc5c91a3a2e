-- What has become of slots, in the order in which it happened; the oldest are removed.
CREATE TABLE admissions (
    event_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    -- Time, letter, number, and what else belongs to the step.
    record   TEXT   NOT NULL,
    PRIMARY KEY (event_id, position)
) WITHOUT ROWID;
