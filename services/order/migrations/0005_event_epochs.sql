-- How often the seats of an event were built up anew. Raising it is the fence: of two who build at once, the higher one counts.
CREATE TABLE event_epochs (
    event_id BIGINT NOT NULL PRIMARY KEY,
    epoch    BIGINT NOT NULL
);
