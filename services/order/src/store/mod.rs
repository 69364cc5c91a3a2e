//! The records of this service in one SQL database: orders, their sagas and timelines, idempotency keys, the sale ledger, inbox and outbox.
//!
//! [`OrderStore`] reads and begins units of work, [`OrderTx`] is one unit of work; what they document is the contract that the use cases
//! rely on. `sql::Database` picks the engine below them: every statement is one that SQLite and MySQL both understand, and one contract
//! suite runs on both.

mod audit;
mod buyer_ledger;
mod codes;
mod counter_sales;
mod error;
mod ledger;
mod order_store;
mod purchases;
mod records;
mod rows;
mod sales;
mod tx;
mod writes;

pub use error::StoreError;
pub use order_store::OrderStore;
pub use records::{AcceptedOrder, Census, CounterRecord, DueOrder, KeyRecord, OrderStep};
pub use tx::OrderTx;

/// The schema of this service; the tables that every service has come with `sql`.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
