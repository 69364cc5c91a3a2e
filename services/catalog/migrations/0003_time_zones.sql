-- The clock at the venue. Events of before were all shown by the one of Seoul.
ALTER TABLE events ADD COLUMN time_zone VARCHAR(64) NOT NULL DEFAULT 'Asia/Seoul';
