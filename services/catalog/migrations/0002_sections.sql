-- The rectangles that a layout is made of; seats are numbered in the order of `place`.
CREATE TABLE sections (
    event_id  BIGINT       NOT NULL,
    place     BIGINT       NOT NULL,
    name      VARCHAR(100) NOT NULL,
    price     BIGINT       NOT NULL,
    top_row   BIGINT       NOT NULL,
    left_col  BIGINT       NOT NULL,
    row_count BIGINT       NOT NULL,
    col_count BIGINT       NOT NULL,
    PRIMARY KEY (event_id, place)
);
