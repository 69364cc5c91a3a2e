//! A connection that only reads.

use std::ops::{Deref, DerefMut};

use crate::connection::Connection;

/// Sees what is committed, each statement on its own; used like the connection itself. Give it back soon: there are few.
#[derive(Debug)]
pub struct Reader(Connection);

impl Reader {
    pub(crate) fn new(connection: Connection) -> Self {
        Self(connection)
    }
}

impl Deref for Reader {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}
