//! A unit of work: all of it, or nothing.

use sqlx::{Sqlite, SqliteConnection};

use crate::{Database, DbError};

/// Dropped without a commit, it never happened.
#[derive(Debug)]
pub struct Transaction {
    transaction: sqlx::Transaction<'static, Sqlite>,
    database: Database,
    enqueued: bool,
}

impl Transaction {
    pub(crate) fn new(transaction: sqlx::Transaction<'static, Sqlite>, database: Database) -> Self {
        Self { transaction, database, enqueued: false }
    }

    pub fn conn(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }

    /// The commit will wake the relay.
    pub(crate) fn note_enqueued(&mut self) {
        self.enqueued = true;
    }

    /// Returns when the work survives a power cut. The writer is free for the next before that, so that many commits share
    /// one sync; the relay is told after it, so that it never publishes what a power cut can undo. An error may mean
    /// that the work is committed all the same: it is unknown.
    pub async fn commit(self) -> Result<(), DbError> {
        self.transaction.commit().await?;
        self.database.durable().await?;
        if self.enqueued {
            self.database.tell_outbox_grew();
        }
        Ok(())
    }

    /// As [`Self::commit`] without the wait, for what may be lost and done again.
    pub async fn commit_lazily(self) -> Result<(), DbError> {
        Ok(self.transaction.commit().await?)
    }
}
