-- Whose order it is, and the holds whose tokens may read an anonymous one: ids, separated by commas.
ALTER TABLE payments ADD COLUMN owner VARCHAR(128);
ALTER TABLE payments ADD COLUMN holds VARCHAR(512);
