-- A database and an account for each service that keeps records; none of them sees another's. Run once by compose's MySQL, on an empty
-- data folder. The passwords are for a demonstration.
CREATE DATABASE IF NOT EXISTS holdfast_catalog;
CREATE DATABASE IF NOT EXISTS holdfast_order;
CREATE DATABASE IF NOT EXISTS holdfast_payment;

CREATE USER IF NOT EXISTS 'catalog'@'%' IDENTIFIED BY 'demo-only-catalog';
CREATE USER IF NOT EXISTS 'orders'@'%' IDENTIFIED BY 'demo-only-order';
CREATE USER IF NOT EXISTS 'payment'@'%' IDENTIFIED BY 'demo-only-payment';

GRANT ALL PRIVILEGES ON holdfast_catalog.* TO 'catalog'@'%';
GRANT ALL PRIVILEGES ON holdfast_order.* TO 'orders'@'%';
GRANT ALL PRIVILEGES ON holdfast_payment.* TO 'payment'@'%';
