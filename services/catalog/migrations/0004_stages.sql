-- Where the stage of an event stands, on or beside the grid of its sections. Events without a row have none that is known.
CREATE TABLE stages (
    event_id  BIGINT NOT NULL PRIMARY KEY,
    top_row   BIGINT NOT NULL,
    left_col  BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    col_count BIGINT NOT NULL
);
