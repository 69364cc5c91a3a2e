-- What kind of show it is. Events of before have none.
ALTER TABLE events ADD COLUMN genre VARCHAR(32) NOT NULL DEFAULT '';
-- Where a section is drawn when it is not drawn on its rectangle, in tenths of a seat and of a degree.
CREATE TABLE section_arcs (
    event_id   BIGINT NOT NULL,
    place      BIGINT NOT NULL,
    front_x    BIGINT NOT NULL,
    front_y    BIGINT NOT NULL,
    turn       BIGINT NOT NULL,
    radius     BIGINT NOT NULL,
    PRIMARY KEY (event_id, place)
);
-- The corners of the room around the seats, in tenths of a seat. Events without rows show none.
CREATE TABLE outlines (
    event_id BIGINT NOT NULL,
    place    BIGINT NOT NULL,
    x        BIGINT NOT NULL,
    y        BIGINT NOT NULL,
    PRIMARY KEY (event_id, place)
);
-- The seats that are meant for wheelchairs, and those beside them: ACCESSIBLE or COMPANION.
CREATE TABLE flagged_seats (
    event_id BIGINT      NOT NULL,
    seat_id  BIGINT      NOT NULL,
    flag     VARCHAR(16) NOT NULL,
    PRIMARY KEY (event_id, seat_id)
);
