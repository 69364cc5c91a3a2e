//! A unit of work on the server.

use super::Link;
use crate::{Connection, DbError};

/// Dropped without a commit, it is rolled back at once, in a task of its own: others may be waiting for its rows.
#[derive(Debug)]
pub(crate) struct MySqlWork {
    /// There until it is committed or dropped.
    connection: Option<Connection>,
}

impl MySqlWork {
    pub(super) fn begin(mut link: Link) -> Self {
        link.begin();
        Self { connection: Some(Connection::MySql(link)) }
    }

    #[expect(clippy::expect_used, reason = "only the end takes it, and nothing uses it after that")]
    pub(crate) fn connection(&self) -> &Connection {
        self.connection.as_ref().expect("an open unit of work has its connection")
    }

    #[expect(clippy::expect_used, reason = "only the end takes it, and nothing uses it after that")]
    pub(crate) fn connection_mut(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("an open unit of work has its connection")
    }

    /// The server answers when the work is durable, as far as its settings say so: see `durability`. Given up or broken off in the
    /// middle, it is unknown, and the connection is closed. A statement that waited and was refused has kept it from being committed.
    pub(crate) async fn commit(mut self) -> Result<(), DbError> {
        match self.connection.take() {
            Some(Connection::MySql(mut link)) => {
                let committed = link.commit().await;
                if committed.is_err() {
                    // A refusal leaves the rest open. After anything else it is not worth finding out what is.
                    link.is_tidy_again();
                    if link.say("ROLLBACK").await.is_err() {
                        link.condemn();
                    }
                }
                committed
            }
            Some(Connection::Sqlite(_)) | None => Ok(()),
        }
    }
}

impl Drop for MySqlWork {
    fn drop(&mut self) {
        let Some(Connection::MySql(mut link)) = self.connection.take() else { return };
        if !link.is_sound() || !link.has_begun() {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return link.condemn() };
        // Ends within the time for one statement; if the process ends first, so does the connection.
        runtime.spawn(async move {
            link.is_tidy_again();
            if link.say("ROLLBACK").await.is_err() {
                link.condemn();
            }
        });
    }
}
