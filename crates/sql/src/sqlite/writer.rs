//! The one connection that writes.
//!
//! A caller may stop waiting at any moment, in the middle of a BEGIN or a COMMIT too, and a drop cannot wait for a ROLLBACK. So whoever
//! begins next clears up: the connection works strictly in order, and what was left open is undone before anything else.

use sqlx::SqliteConnection;

use super::readers::close;
use crate::{Connection, DbError, query};

#[derive(Debug)]
pub(crate) struct Writer {
    connection: Connection,
    /// Something may be left open.
    untidy: bool,
}

impl Writer {
    pub(crate) fn new(connection: SqliteConnection) -> Self {
        Self { connection: Connection::Sqlite(connection), untidy: false }
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }

    pub(crate) async fn begin(&mut self) -> Result<(), DbError> {
        if self.untidy {
            // Refused where there is nothing to undo, because the COMMIT went through after all.
            let _ = query("ROLLBACK").execute(&mut self.connection).await;
        }
        self.untidy = true;
        query("BEGIN IMMEDIATE").execute(&mut self.connection).await?;
        Ok(())
    }

    pub(crate) async fn commit(&mut self) -> Result<(), DbError> {
        query("COMMIT").execute(&mut self.connection).await?;
        self.untidy = false;
        Ok(())
    }

    /// Undoes what is open.
    pub(crate) async fn close(self) -> Result<(), DbError> {
        close(self.connection).await
    }
}
