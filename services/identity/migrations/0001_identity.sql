-- Only those whose mailbox is proven. The password is argon2id, with its parameters and its salt.
CREATE TABLE users (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    email VARCHAR(254) NOT NULL,
    name VARCHAR(100),
    locale VARCHAR(2) NOT NULL,
    password VARCHAR(160) NOT NULL,
    created_us BIGINT NOT NULL,
    updated_us BIGINT NOT NULL
);

CREATE UNIQUE INDEX users_email ON users (email);

-- One row for a family of refresh tokens, which are computed and never stored. Its row goes a day after `expires_us`.
CREATE TABLE sessions (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    subject VARCHAR(64) NOT NULL,
    nonce VARCHAR(32) NOT NULL,
    seq BIGINT NOT NULL,
    guest VARCHAR(64),
    method VARCHAR(8) NOT NULL,
    agent VARCHAR(200) NOT NULL,
    network VARCHAR(64) NOT NULL,
    created_us BIGINT NOT NULL,
    rotated_us BIGINT NOT NULL,
    ends_us BIGINT NOT NULL,
    expires_us BIGINT NOT NULL,
    ended_us BIGINT,
    reason VARCHAR(16)
);

CREATE INDEX sessions_subject ON sessions (subject, rotated_us);
CREATE INDEX sessions_expiry ON sessions (expires_us);
CREATE INDEX sessions_ended ON sessions (ended_us);

-- What was asked of a mailbox: to register, or to set another password. The link is computed from the id, and never stored.
CREATE TABLE challenges (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    kind VARCHAR(8) NOT NULL,
    email VARCHAR(254) NOT NULL,
    user_id VARCHAR(36),
    name VARCHAR(100),
    locale VARCHAR(2) NOT NULL,
    created_us BIGINT NOT NULL,
    expires_us BIGINT NOT NULL,
    used_us BIGINT
);

CREATE INDEX challenges_email ON challenges (email, created_us);
CREATE INDEX challenges_expiry ON challenges (expires_us);

-- What has to be sent. A row goes when its mail server has taken it, has refused it for good, or has not taken it for a day; in a demo, which
-- shows its mails itself, after two days.
CREATE TABLE mails (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    kind VARCHAR(16) NOT NULL,
    recipient VARCHAR(254) NOT NULL,
    locale VARCHAR(2) NOT NULL,
    challenge VARCHAR(36),
    attempts BIGINT NOT NULL,
    due_us BIGINT NOT NULL,
    created_us BIGINT NOT NULL
);

CREATE INDEX mails_due ON mails (due_us);
CREATE INDEX mails_age ON mails (created_us);

-- The generations of signing keys. The keys are derived from the secret and never stored; the id tells whether it is still the same secret.
CREATE TABLE signing_keys (
    generation BIGINT NOT NULL PRIMARY KEY,
    kid VARCHAR(32) NOT NULL,
    published_us BIGINT NOT NULL
);
