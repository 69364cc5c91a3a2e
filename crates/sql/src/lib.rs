#![doc = include_str!("../README.md")]

// What both engines stand on.
mod data_dir;
mod error;
mod list;
mod lock_waits;
mod statement;
mod value;

// The two engines.
mod mysql;
mod sqlite;

// One front for them.
mod committed_rows;
mod connection;
mod database;
mod leases;
mod outbox_owner;
mod outbox_row;
mod reader;
mod rows;
mod store_error;
mod transaction;

// The tables that every service has.
pub mod answers;
pub mod audit;
pub mod inbox;
pub mod outbox;
pub mod parking;

pub use connection::{Connection, Engine};
pub use data_dir::{DataDir, DataDirError};
pub use database::Database;
pub use error::DbError;
pub use list::List;
pub use mysql::{InvalidUrl, MySqlConnection, ServerConfig, ServerLimits};
pub use outbox::{NumberedRow, OutboxRow};
pub use reader::Reader;
pub use rows::{Insert, Update};
pub use sqlite::SqliteConnection;
pub use statement::{BYTES_MAX, OnDuplicate, Row, Statement, query};
pub use store_error::StoreError;
pub use transaction::Transaction;
pub use value::Value;
