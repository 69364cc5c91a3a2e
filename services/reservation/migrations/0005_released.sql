-- Which seats of a hold their holder has released: a repetition is answered the same, also when other buyers have the seats by then.
CREATE TABLE released (
    hold_id  VARCHAR(36) NOT NULL,
    seat_id  BIGINT      NOT NULL,
    event_id BIGINT      NOT NULL,
    -- Of the hold. An anonymous owner has no name.
    owner    VARCHAR(128),
    at_us    BIGINT      NOT NULL,
    PRIMARY KEY (hold_id, seat_id)
) WITHOUT ROWID;
CREATE INDEX released_age ON released (at_us);
