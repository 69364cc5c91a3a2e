//! The records of published events in one SQL database.
//!
//! [`EventStore`] reads and begins units of work, [`EventTx`] is one unit of work; what they document is the contract that the use cases rely
//! on. `sql::Database` picks the engine below them: every statement is one that SQLite and MySQL both understand.

mod error;
mod event_store;
mod rows;
mod tx;

use sqlx::migrate::Migrator;

pub use error::StoreError;
pub use event_store::EventStore;
pub use tx::EventTx;

/// The schema of this service; the tables that every service has come with `sql`.
pub static MIGRATOR: Migrator = sqlx::migrate!("./migrations");
