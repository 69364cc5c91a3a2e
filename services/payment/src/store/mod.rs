//! Payments in one SQL database, beside the inbox and the outbox that they commit with.
//!
//! [`PaymentStore`] reads and begins units of work, [`PaymentTx`] is one unit of work; what they document is the contract that the use cases
//! rely on. `sql::Database` picks the engine below them: every statement is one that SQLite and MySQL both understand, and one contract
//! suite runs on both.

mod payment_store;
mod rows;
mod tx;

pub use payment_store::PaymentStore;
pub use rows::Times;
pub use sql::StoreError;
pub use tx::PaymentTx;

/// The schema of this service; the tables that every service has come with `sql`.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
