-- A database and an account for each service that keeps records; none of them sees another's. Run once by compose's MySQL, on an empty
-- data folder. The passwords are for a demonstration.
-- each service with a database, by `cargo xtask services`:
-- | CREATE DATABASE IF NOT EXISTS holdfast_@name@;
-- | CREATE USER IF NOT EXISTS '@account@'@'%' IDENTIFIED BY 'demo-only-@name@';
-- | GRANT ALL PRIVILEGES ON holdfast_@name@.* TO '@account@'@'%';
CREATE DATABASE IF NOT EXISTS holdfast_catalog;
CREATE USER IF NOT EXISTS 'catalog'@'%' IDENTIFIED BY 'demo-only-catalog';
GRANT ALL PRIVILEGES ON holdfast_catalog.* TO 'catalog'@'%';
CREATE DATABASE IF NOT EXISTS holdfast_order;
CREATE USER IF NOT EXISTS 'orders'@'%' IDENTIFIED BY 'demo-only-order';
GRANT ALL PRIVILEGES ON holdfast_order.* TO 'orders'@'%';
CREATE DATABASE IF NOT EXISTS holdfast_payment;
CREATE USER IF NOT EXISTS 'payment'@'%' IDENTIFIED BY 'demo-only-payment';
GRANT ALL PRIVILEGES ON holdfast_payment.* TO 'payment'@'%';
CREATE DATABASE IF NOT EXISTS holdfast_identity;
CREATE USER IF NOT EXISTS 'identity'@'%' IDENTIFIED BY 'demo-only-identity';
GRANT ALL PRIVILEGES ON holdfast_identity.* TO 'identity'@'%';
-- end of services
