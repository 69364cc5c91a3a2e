//! A unit of work on the only writer.

use std::sync::Arc;

use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit};

use super::SqliteFile;
use super::writer::Writer;
use crate::{Connection, DbError};

/// Has the writer until it ends. Dropped without a commit, it never happened: whoever begins next undoes what it did.
#[derive(Debug)]
pub(crate) struct SqliteWork {
    writer: OwnedMutexGuard<Option<Writer>>,
    file: Arc<SqliteFile>,
    _turn: OwnedSemaphorePermit,
}

impl SqliteWork {
    pub(super) async fn begin(
        file: Arc<SqliteFile>,
        mut writer: OwnedMutexGuard<Option<Writer>>,
        turn: OwnedSemaphorePermit,
    ) -> Result<Self, DbError> {
        let closed = || DbError::unavailable("the database is closed");
        // The connection works in order: a COMMIT that somebody stopped waiting for is through when this returns.
        writer.as_mut().ok_or_else(closed)?.begin().await;
        file.barrier.commits_finished();
        Ok(Self { writer, file, _turn: turn })
    }

    #[expect(clippy::expect_used, reason = "begin has seen it, and nobody takes it from under the guard")]
    pub(crate) fn connection(&self) -> &Connection {
        self.writer.as_ref().expect("an open unit of work has the writer").connection()
    }

    #[expect(clippy::expect_used, reason = "begin has seen it, and nobody takes it from under the guard")]
    fn writer(&mut self) -> &mut Writer {
        self.writer.as_mut().expect("an open unit of work has the writer")
    }

    pub(crate) fn connection_mut(&mut self) -> &mut Connection {
        self.writer().connection_mut()
    }

    /// The writer is free for the next before the sync, so that many commits share one.
    pub(crate) async fn commit(self) -> Result<(), DbError> {
        let file = Arc::clone(&self.file);
        let ticket = self.write_commit().await?;
        file.barrier.passed_by(ticket).await
    }

    pub(crate) async fn commit_lazily(self) -> Result<(), DbError> {
        self.write_commit().await?;
        Ok(())
    }

    /// COMMIT; then the next may have the writer.
    async fn write_commit(mut self) -> Result<u64, DbError> {
        let ticket = self.file.barrier.commit_begins();
        let committed = self.writer().commit().await;
        // Answered in either way: there is none under way.
        self.file.barrier.commits_finished();
        committed.map(|()| ticket)
    }
}
