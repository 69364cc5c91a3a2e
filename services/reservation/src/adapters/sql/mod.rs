//! The embedded seat store: SQLite, with one writer that owns every change.

mod changes;
mod event;
mod events;
mod holding;
mod load;
mod orders;
mod queue;
mod records;
mod restoring;
mod save;
mod seats;
mod turn;
mod writer;

pub use seats::SqlSeats;

/// The tables of this store, beside those that every service has.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");
