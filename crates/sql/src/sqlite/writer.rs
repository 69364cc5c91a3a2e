//! The one connection that writes.
//!
//! A caller may stop waiting at any moment, in the middle of a BEGIN or a COMMIT too, and a drop cannot wait for a ROLLBACK. So whoever
//! begins next clears up: the connection works strictly in order, and what was left open is undone before anything else.

use sqlx::SqliteConnection;

use super::Handle;
use super::readers::close;
use crate::{Connection, DbError};

#[derive(Debug)]
pub(crate) struct Writer {
    connection: Connection,
    /// Something may be left open.
    untidy: bool,
}

impl Writer {
    pub(crate) fn new(connection: SqliteConnection) -> Self {
        Self { connection: Connection::Sqlite(Handle::new(connection)), untidy: false }
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// The unit of work begins with its first statement.
    pub(crate) async fn begin(&mut self) {
        let Connection::Sqlite(handle) = &mut self.connection else { return };
        handle.forget_waiting();
        if self.untidy {
            // Refused where there is nothing to undo: the COMMIT went through after all, or there was no statement.
            let _ = handle.say("ROLLBACK").await;
        }
        self.untidy = true;
        handle.begin();
    }

    /// Together with what waits. Where nothing was done there is nothing to commit.
    pub(crate) async fn commit(&mut self) -> Result<(), DbError> {
        let Connection::Sqlite(handle) = &mut self.connection else { return Ok(()) };
        if handle.is_only_begun() {
            handle.forget_waiting();
        } else {
            handle.say("COMMIT").await?;
        }
        self.untidy = false;
        Ok(())
    }

    /// Undoes what is open.
    pub(crate) async fn close(self) -> Result<(), DbError> {
        close(self.connection).await
    }
}
