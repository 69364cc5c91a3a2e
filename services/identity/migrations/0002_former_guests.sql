-- Until when what is the guest's is the user's whose session this is.
ALTER TABLE sessions ADD COLUMN guest_until_us BIGINT;
