-- The embedded line store. SQLite only: the line store at scale is Redis.

CREATE TABLE rooms (
    event_id BIGINT NOT NULL PRIMARY KEY,
    -- The fields of the room as a JSON object.
    record   TEXT   NOT NULL
);

-- A visitor who has joined again has several; the last one counts.
CREATE TABLE places (
    event_id   BIGINT      NOT NULL,
    join_index BIGINT      NOT NULL,
    visitor    VARCHAR(32) NOT NULL,
    PRIMARY KEY (event_id, join_index)
) WITHOUT ROWID;

CREATE TABLE slots (
    event_id BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    until_us BIGINT NOT NULL,
    -- Of a session; a call has none.
    session  VARCHAR(36),
    end_us   BIGINT,
    PRIMARY KEY (event_id, number)
) WITHOUT ROWID;

-- Numbers that are never called again, in the order in which they went.
CREATE TABLE gone (
    event_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    PRIMARY KEY (event_id, position)
) WITHOUT ROWID;

CREATE TABLE returned (
    event_id BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    PRIMARY KEY (event_id, number)
) WITHOUT ROWID;
