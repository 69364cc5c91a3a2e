-- Whose event it is. Events of before are no organization's.
ALTER TABLE events ADD COLUMN organization_id VARCHAR(36);
