-- The durable log: what was published, by topic and partition, in order. Positions only grow; gaps mean nothing.
CREATE TABLE log (
    topic         VARCHAR(64) NOT NULL,
    part          BIGINT      NOT NULL,
    position      BIGINT      NOT NULL,
    message_id    VARCHAR(36) NOT NULL,
    aggregate_key VARCHAR(64) NOT NULL,
    payload       MEDIUMTEXT  NOT NULL,
    traceparent   VARCHAR(64),
    occurred_us   BIGINT      NOT NULL,
    appended_us   BIGINT      NOT NULL,
    PRIMARY KEY (topic, part, position)
);

-- Up to where each group has worked: the position that it wants next.
CREATE TABLE group_position (
    consumer_group VARCHAR(64) NOT NULL,
    topic          VARCHAR(64) NOT NULL,
    part           BIGINT      NOT NULL,
    next_position  BIGINT      NOT NULL,
    PRIMARY KEY (consumer_group, topic, part)
);

-- Messages that nobody could read, with where they stood: `topic` is the name of the dead-letter topic.
CREATE TABLE dead_letter (
    topic         VARCHAR(64) NOT NULL,
    part          BIGINT      NOT NULL,
    position      BIGINT      NOT NULL,
    message_id    VARCHAR(36) NOT NULL,
    aggregate_key VARCHAR(64) NOT NULL,
    payload       MEDIUMTEXT  NOT NULL,
    traceparent   VARCHAR(64),
    reason        TEXT        NOT NULL,
    buried_us     BIGINT      NOT NULL,
    PRIMARY KEY (topic, part, position)
);
CREATE INDEX dead_letter_age ON dead_letter (buried_us);
