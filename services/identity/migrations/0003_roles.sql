-- Those who organize events. The version counts the changes of its members.
CREATE TABLE organizations (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    touched_us BIGINT NOT NULL
);

-- The role of a user in an organization.
CREATE TABLE members (
    org_id VARCHAR(36) NOT NULL,
    user_id VARCHAR(36) NOT NULL,
    role VARCHAR(16) NOT NULL,
    since_us BIGINT NOT NULL,
    PRIMARY KEY (org_id, user_id)
);

CREATE INDEX members_user ON members (user_id);

-- Of the programs of organizations. The secret is random and not stored: a digest of it is. A row goes a day after it was revoked.
CREATE TABLE api_keys (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    org_id VARCHAR(36) NOT NULL,
    name VARCHAR(100) NOT NULL,
    role VARCHAR(16) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    created_us BIGINT NOT NULL,
    revoked_us BIGINT
);

CREATE INDEX api_keys_org ON api_keys (org_id);
CREATE INDEX api_keys_revoked ON api_keys (revoked_us);

-- Each for one gate of one event, for a day. A row goes a day after it expired.
CREATE TABLE gate_devices (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    org_id VARCHAR(36) NOT NULL,
    name VARCHAR(100) NOT NULL,
    event_id BIGINT NOT NULL,
    gate VARCHAR(100) NOT NULL,
    created_us BIGINT NOT NULL,
    expires_us BIGINT NOT NULL,
    revoked_us BIGINT
);

CREATE INDEX gate_devices_org ON gate_devices (org_id);
CREATE INDEX gate_devices_expiry ON gate_devices (expires_us);
CREATE INDEX gate_devices_revoked ON gate_devices (revoked_us);

-- The role of a user in the installation.
CREATE TABLE platform_roles (
    user_id VARCHAR(36) NOT NULL PRIMARY KEY,
    role VARCHAR(16) NOT NULL,
    since_us BIGINT NOT NULL,
    touched_us BIGINT NOT NULL
);

-- Who became the first administrator by the token of the settings. Its one row is never deleted: the token is good once.
CREATE TABLE bootstraps (
    id VARCHAR(16) NOT NULL PRIMARY KEY,
    user_id VARCHAR(36) NOT NULL,
    used_us BIGINT NOT NULL
);

-- How often the roles of a user have changed, and when they last have.
ALTER TABLE users ADD COLUMN rights BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN rights_us BIGINT NOT NULL DEFAULT 0;
CREATE INDEX users_rights ON users (rights_us);

-- When the password was last given in the session; absent: when it began.
ALTER TABLE sessions ADD COLUMN confirmed_us BIGINT;
