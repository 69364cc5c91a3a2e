-- Of a sale at the box office: its receipt. The tender is the order's payment method.
ALTER TABLE orders ADD COLUMN reference VARCHAR(64);
