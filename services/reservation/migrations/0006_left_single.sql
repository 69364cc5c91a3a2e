-- A seat that a hold has left single in spite of its guards, for the comparison of the books: none, unless a rule is broken.
ALTER TABLE events ADD COLUMN left_single BIGINT;
