//! What statements run on: a connection to one of the two engines.

use crate::error::DbError;
use crate::mysql::MySqlConnection;
use crate::sqlite::SqliteConnection;
use crate::statement::{BYTES_MAX, Row, Statement};

/// Lent out by [`Transaction`](crate::Transaction) and [`Reader`](crate::Reader), which both are used as one.
#[derive(Debug)]
pub enum Connection {
    Sqlite(SqliteConnection),
    MySql(MySqlConnection),
}

/// For the few statements whose text has to differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    /// MySQL 8 or MariaDB from 10.6 on.
    MySql,
}

impl Connection {
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::MySql(_) => Engine::MySql,
        }
    }

    /// How long many rows may get in one statement. A file has them as one value, so its limit of values never matters.
    pub(crate) fn statement_bytes_max(&self) -> usize {
        match self {
            Self::Sqlite(_) => BYTES_MAX,
            Self::MySql(connection) => connection.statement_bytes_max(),
        }
    }

    /// How much text waits for the next statement; a file takes any amount.
    pub(crate) fn pipelined_bytes(&self) -> usize {
        match self {
            Self::Sqlite(_) => 0,
            Self::MySql(connection) => connection.pipelined_bytes(),
        }
    }
}

impl Statement<'_> {
    /// Gives the number of rows affected; an update counts those that it matched, also where they had these values already.
    pub async fn execute(self, on: &mut Connection) -> Result<u64, DbError> {
        match on {
            Connection::Sqlite(connection) => connection.execute(self).await,
            Connection::MySql(connection) => connection.execute(self).await,
        }
    }

    pub async fn fetch_all<T: Row>(self, on: &mut Connection) -> Result<Vec<T>, DbError> {
        match on {
            Connection::Sqlite(connection) => connection.fetch_all(self).await,
            Connection::MySql(connection) => connection.fetch_all(self).await,
        }
    }

    /// The first row, if there is any.
    pub async fn fetch_optional<T: Row>(self, on: &mut Connection) -> Result<Option<T>, DbError> {
        match on {
            Connection::Sqlite(connection) => connection.fetch_optional(self).await,
            Connection::MySql(connection) => connection.fetch_optional(self).await,
        }
    }

    /// For what always has a row, such as a count.
    pub async fn fetch_one<T: Row>(self, on: &mut Connection) -> Result<T, DbError> {
        self.fetch_optional(on).await?.ok_or(DbError::Statement(sqlx::Error::RowNotFound))
    }
}
