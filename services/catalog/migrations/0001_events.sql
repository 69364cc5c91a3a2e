-- Published events. Only on_sale_us ever changes.
CREATE TABLE events (
    id             BIGINT       NOT NULL PRIMARY KEY,
    title_ko       VARCHAR(400) NOT NULL,
    title_en       VARCHAR(400) NOT NULL,
    description_ko TEXT         NOT NULL,
    description_en TEXT         NOT NULL,
    venue_ko       VARCHAR(400) NOT NULL,
    venue_en       VARCHAR(400) NOT NULL,
    starts_us      BIGINT       NOT NULL,
    on_sale_us     BIGINT       NOT NULL,
    currency       VARCHAR(3)   NOT NULL,
    grid_rows      BIGINT       NOT NULL,
    grid_cols      BIGINT       NOT NULL,
    published_us   BIGINT       NOT NULL
);
CREATE INDEX events_listed ON events (published_us, id);
