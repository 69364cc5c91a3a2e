#![doc = include_str!("../README.md")]

// What callers say, whatever the engine is.
mod connection;
mod database;
mod query;
mod reader;
mod transaction;
mod value;

// The two engines.
mod data_dir;
mod mysql;
mod sqlite;

mod error;
pub mod inbox;
mod list;
pub mod outbox;
pub mod parking;

pub use connection::{Connection, Engine};
pub use data_dir::{DataDir, DataDirError};
pub use database::Database;
pub use error::DbError;
pub use mysql::{InvalidUrl, Link, ServerConfig, ServerLimits};
pub use outbox::{NumberedRow, OutboxRow};
pub use query::{OnDuplicate, Query, Row, query};
pub use reader::Reader;
pub use sqlite::Handle;
pub use transaction::Transaction;
pub use value::Value;
