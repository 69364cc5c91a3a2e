#![doc = include_str!("../README.md")]

mod barrier;
mod data_dir;
mod database;
mod error;
#[cfg(test)]
mod group_commit_tests;
pub mod inbox;
pub mod outbox;
pub mod parking;
mod readers;
mod transaction;
mod writer;

pub use data_dir::{DataDir, DataDirError};
pub use database::Database;
pub use error::{Cause, DbError};
pub use outbox::OutboxRow;
pub use readers::Reader;
pub use transaction::Transaction;

/// What statements run on.
pub type Connection = sqlx::SqliteConnection;
