-- How many units of a section may be sold at one of its prices. None: any number.
ALTER TABLE price_tiers ADD COLUMN cap BIGINT;
-- How many seats of the event a named buyer may hold and have bought together. None: what the settings say.
ALTER TABLE events ADD COLUMN buyer_limit BIGINT;
