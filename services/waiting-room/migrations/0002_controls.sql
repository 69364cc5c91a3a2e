-- What operators have done to the rooms: only ever added to, and pruned by number and age. It outlives its room.
CREATE TABLE controls (
    event_id BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    at_us    BIGINT NOT NULL,
    -- Who, why, what was before and what after, as a JSON object.
    record   TEXT   NOT NULL,
    PRIMARY KEY (event_id, number)
) WITHOUT ROWID;
