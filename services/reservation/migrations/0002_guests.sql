-- What an anonymous hold is counted by: a digest.
ALTER TABLE seats ADD COLUMN guest VARCHAR(16);
-- Every extension of the hold as operation@microseconds, separated by commas. `extension`, which had the last one, is not written any more.
ALTER TABLE seats ADD COLUMN extensions TEXT;
-- `receipts.idem_key` has a digest of scope and key from now on, and `scope` nothing.
