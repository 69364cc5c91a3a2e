-- Which of several prices a held unit is bought at.
ALTER TABLE seats ADD COLUMN tier VARCHAR(32);
