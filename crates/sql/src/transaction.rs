//! A unit of work: all of it, or nothing.

use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit};

use crate::writer::Writer;
use crate::{Connection, Database, DbError};

/// Has the writer until it ends. Dropped without a commit, it never happened: whoever begins next undoes what it did.
#[must_use = "a unit of work that is not committed never happened"]
#[derive(Debug)]
pub struct Transaction {
    writer: OwnedMutexGuard<Option<Writer>>,
    database: Database,
    _turn: OwnedSemaphorePermit,
    enqueued: bool,
}

impl Transaction {
    pub(crate) async fn begin(
        database: Database,
        mut writer: OwnedMutexGuard<Option<Writer>>,
        turn: OwnedSemaphorePermit,
    ) -> Result<Self, DbError> {
        let closed = || DbError::unavailable("the database is closed");
        writer.as_mut().ok_or_else(closed)?.begin().await?;
        // The connection works in order: a COMMIT that somebody stopped waiting for is through by now.
        database.barrier().commits_finished();
        Ok(Self { writer, database, _turn: turn, enqueued: false })
    }

    pub fn conn(&mut self) -> &mut Connection {
        self.writer().conn()
    }

    #[expect(clippy::expect_used, reason = "begin has seen it, and nobody takes it from under the guard")]
    fn writer(&mut self) -> &mut Writer {
        self.writer.as_mut().expect("an open unit of work has the writer")
    }

    /// The commit will wake the relay.
    pub(crate) fn note_enqueued(&mut self) {
        self.enqueued = true;
    }

    /// Returns when the work survives a power cut. The writer is free for the next before that, so that many commits share
    /// one sync; the relay is told after it, so that it never publishes what a power cut can undo. An error may mean
    /// that the work is committed all the same: it is unknown.
    pub async fn commit(self) -> Result<(), DbError> {
        let (database, enqueued) = (self.database.clone(), self.enqueued);
        let ticket = self.write_commit().await?;
        database.barrier().passed_by(ticket).await?;
        if enqueued {
            database.tell_outbox_grew();
        }
        Ok(())
    }

    /// As [`Self::commit`] without the wait, for what may be lost and done again. It survives the end of the process, and a
    /// power cut as soon as anybody else commits.
    pub async fn commit_lazily(self) -> Result<(), DbError> {
        let (database, enqueued) = (self.database.clone(), self.enqueued);
        self.write_commit().await?;
        if enqueued {
            // The relay has them made durable before it publishes them.
            database.tell_outbox_grew();
        }
        Ok(())
    }

    /// COMMIT; then the next may have the writer.
    async fn write_commit(mut self) -> Result<u64, DbError> {
        let ticket = self.database.barrier().commit_begins();
        self.writer().commit().await?;
        self.database.barrier().commits_finished();
        Ok(ticket)
    }
}
