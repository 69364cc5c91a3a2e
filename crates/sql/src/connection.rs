//! What statements run on: a connection to one of the two engines.

use crate::mysql::Link;
use crate::sqlite::Handle;

/// Lent out by [`Transaction`](crate::Transaction) and [`Reader`](crate::Reader), which both are used as one.
#[derive(Debug)]
pub enum Connection {
    Sqlite(Handle),
    MySql(Link),
}

/// For the few statements that have to be said differently.
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
}
