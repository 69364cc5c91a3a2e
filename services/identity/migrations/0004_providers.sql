-- The accounts of other providers that log users in here. `identity` is a digest of issuer and subject, both of which tell capital letters from
-- small ones. A user who has no password has '' for one, and links beside it. A row goes with its user, or when the user takes it away.
CREATE TABLE provider_links (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    identity VARCHAR(64) NOT NULL,
    user_id VARCHAR(36) NOT NULL,
    issuer VARCHAR(255) NOT NULL,
    subject VARCHAR(255) NOT NULL,
    email VARCHAR(254),
    created_us BIGINT NOT NULL
);

CREATE UNIQUE INDEX provider_links_identity ON provider_links (identity);
CREATE INDEX provider_links_user ON provider_links (user_id);

-- Log-ins that were begun at a provider. What goes there and back is computed from the id, and never stored. `session_id`: of the guest who logs
-- in, or of the user who links. A row goes when its log-in comes back, or a day after it expired.
CREATE TABLE login_attempts (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    provider VARCHAR(32) NOT NULL,
    purpose VARCHAR(8) NOT NULL,
    session_id VARCHAR(36),
    return_to VARCHAR(500) NOT NULL,
    locale VARCHAR(2) NOT NULL,
    expires_us BIGINT NOT NULL
);

CREATE INDEX login_attempts_expiry ON login_attempts (expires_us);
