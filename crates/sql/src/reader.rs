//! A connection that only reads.

use std::ops::{Deref, DerefMut};

use crate::Connection;
use crate::mysql::Link;
use crate::sqlite::SqliteReader;

/// Sees what is committed, each statement on its own; used like the connection itself. Give it back soon: there are few.
#[derive(Debug)]
pub struct Reader {
    lent: Lent,
}

#[derive(Debug)]
enum Lent {
    Sqlite(SqliteReader),
    MySql(Connection),
}

impl Reader {
    pub(crate) fn of_sqlite(reader: SqliteReader) -> Self {
        Self { lent: Lent::Sqlite(reader) }
    }

    pub(crate) fn of_mysql(link: Link) -> Self {
        Self { lent: Lent::MySql(Connection::MySql(link)) }
    }
}

impl Deref for Reader {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match &self.lent {
            Lent::Sqlite(reader) => reader.connection(),
            Lent::MySql(connection) => connection,
        }
    }
}

impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut Connection {
        match &mut self.lent {
            Lent::Sqlite(reader) => reader.connection_mut(),
            Lent::MySql(connection) => connection,
        }
    }
}
