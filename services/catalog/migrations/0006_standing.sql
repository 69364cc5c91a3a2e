-- The sections that have units instead of seats: as many as this, wherever their rectangle is drawn.
CREATE TABLE standing_sections (
    event_id BIGINT NOT NULL,
    place    BIGINT NOT NULL,
    capacity BIGINT NOT NULL,
    PRIMARY KEY (event_id, place)
);
-- Several prices of one section, in the order in which a buyer is shown them.
CREATE TABLE price_tiers (
    event_id BIGINT      NOT NULL,
    place    BIGINT      NOT NULL,
    number   BIGINT      NOT NULL,
    name     VARCHAR(32) NOT NULL,
    price    BIGINT      NOT NULL,
    PRIMARY KEY (event_id, place, number)
);
