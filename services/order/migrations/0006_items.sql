-- What each seat of an order costs, and at which of several prices it was held (`-` at none), in the order of `seats`. None: an order of
-- before, which has only its sum.
ALTER TABLE orders ADD COLUMN prices VARCHAR(255);
ALTER TABLE orders ADD COLUMN tiers VARCHAR(320);
ALTER TABLE sale_ledger ADD COLUMN tier VARCHAR(32);
