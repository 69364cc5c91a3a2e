#![doc = include_str!("../README.md")]

mod barrier;
mod data_dir;
mod database;
mod error;
pub mod inbox;
pub mod outbox;
mod transaction;

pub use data_dir::{DataDir, DataDirError};
pub use database::Database;
pub use error::DbError;
pub use outbox::OutboxRow;
pub use transaction::Transaction;
