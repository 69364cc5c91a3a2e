//! The line store of one process: every line in memory, decided by the rules of `domain/`, and in a file before a command is answered.

mod cached_line;
mod controls;
mod load;
mod save;
mod store;

pub use store::SqlLines;

/// The tables of the embedded store.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
