//! A connection to the file, lent out for reading or for a transaction.
//!
//! A caller may stop waiting at any moment, in the middle of a BEGIN or a COMMIT too, and a drop cannot wait for a ROLLBACK. So the next transaction
//! clears up: the connection works strictly in order, and what was left open is rolled back before anything else.

use std::mem;
use std::sync::Arc;

use futures::TryStreamExt;
use parking_lot::Mutex;
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection as _, Either, Executor};
use tokio::sync::OwnedSemaphorePermit;

use super::error_class::db_error;
use super::group_commit::GroupCommit;
use super::pipeline::{Batch, Pipeline};
use crate::error::DbError;
use crate::statement::{Answer, OnDuplicate, Row, Statement, query};

/// The connections of a pool that are not in use.
pub(super) type Idle = Arc<Mutex<Vec<Live>>>;

/// Goes back to its pool when it is dropped. While a statement of it is in progress the write-ahead log cannot start over.
#[derive(Debug)]
pub struct SqliteConnection {
    /// There until it is dropped.
    live: Option<Live>,
    idle: Idle,
    transaction: Option<OpenTransaction>,
    _permit: OwnedSemaphorePermit,
}

#[derive(Debug)]
pub(super) struct Live {
    connection: sqlx::SqliteConnection,
    pipeline: Pipeline,
    /// A transaction may be left open.
    is_dirty: bool,
}

/// What a connection has for as long as a transaction is open on it.
#[derive(Debug)]
pub(super) struct OpenTransaction {
    pub(super) commits: Arc<GroupCommit>,
    /// One of those that may wait for the writer or have it.
    pub(super) _admission: OwnedSemaphorePermit,
}

impl SqliteConnection {
    pub(super) fn new(live: Live, idle: Idle, permit: OwnedSemaphorePermit) -> Self {
        Self { live: Some(live), idle, transaction: None, _permit: permit }
    }

    /// The transaction begins with its first statement.
    pub(super) async fn begin(&mut self, transaction: OpenTransaction) -> Result<(), DbError> {
        let live = self.live()?;
        live.pipeline = Pipeline::default();
        if mem::replace(&mut live.is_dirty, true) {
            // Refused where there is nothing to roll back: the COMMIT went through after all, or there was no statement.
            let _ = self.send(query("ROLLBACK")).await;
        }
        self.live()?.pipeline = Pipeline::begin();
        // The connection works in order: a COMMIT that the caller stopped waiting for is through by now.
        transaction.commits.commits_finished();
        self.transaction = Some(transaction);
        Ok(())
    }

    /// Returns when the transaction is durable. The writer is free for the next one before the sync, so that many commits share one.
    pub(crate) async fn commit(mut self) -> Result<(), DbError> {
        let Some(transaction) = self.transaction.take() else { return Ok(()) };
        let commits = Arc::clone(&transaction.commits);
        let ticket = self.write_commit(transaction).await?;
        commits.durable_up_to(ticket).await
    }

    /// As [`Self::commit`] without the wait for the disk.
    pub(crate) async fn commit_lazily(mut self) -> Result<(), DbError> {
        let Some(transaction) = self.transaction.take() else { return Ok(()) };
        self.write_commit(transaction).await.map(drop)
    }

    /// Gives the ticket of the commit. The connection goes back to its pool.
    async fn write_commit(mut self, transaction: OpenTransaction) -> Result<u64, DbError> {
        let ticket = transaction.commits.commit_begins();
        let committed = self.send_commit().await;
        // Answered in either way: there is none in progress.
        transaction.commits.commits_finished();
        committed.map(|()| ticket)
    }

    /// Together with what waits. Where nothing was done there is nothing to commit.
    async fn send_commit(&mut self) -> Result<(), DbError> {
        if self.live()?.pipeline.is_only_begin() {
            self.live()?.pipeline = Pipeline::default();
        } else {
            self.send(query("COMMIT")).await?;
        }
        self.live()?.is_dirty = false;
        Ok(())
    }

    /// Waits for the next statement, or for the commit.
    pub(crate) fn pipeline(
        &mut self,
        statement: Statement<'_>,
        on_duplicate: OnDuplicate,
    ) -> Result<(), DbError> {
        self.live()?.pipeline.push(statement, on_duplicate)
    }

    pub(crate) async fn execute(&mut self, statement: Statement<'_>) -> Result<u64, DbError> {
        Ok(self.send(statement).await?.affected)
    }

    pub(crate) async fn fetch_all<T: Row>(&mut self, statement: Statement<'_>) -> Result<Vec<T>, DbError> {
        self.send(statement).await?.all().map_err(db_error)
    }

    pub(crate) async fn fetch_optional<T: Row>(
        &mut self,
        statement: Statement<'_>,
    ) -> Result<Option<T>, DbError> {
        self.send(statement).await?.first().map_err(db_error)
    }

    /// A statement with all that waits before it.
    async fn send(&mut self, statement: Statement<'_>) -> Result<Answer<SqliteRow>, DbError> {
        let is_prepared = statement.is_prepared;
        let live = self.live()?;
        let Batch { text, arguments, on_duplicate } = mem::take(&mut live.pipeline).end_with(statement)?;
        let batch = sqlx::query_with(text, arguments).persistent(is_prepared);
        let (mut answer, mut succeeded) = (Answer::default(), 0);
        let mut results = (&mut live.connection).fetch_many(batch);
        loop {
            match results.try_next().await {
                Ok(Some(Either::Left(done))) => {
                    answer.affected = done.rows_affected();
                    succeeded += 1;
                }
                Ok(Some(Either::Right(row))) => answer.rows.push(row),
                Ok(None) => return Ok(answer),
                Err(error) => {
                    let on_duplicate = on_duplicate.get(succeeded).copied().unwrap_or(OnDuplicate::Error);
                    return Err(on_duplicate.interpret(db_error(error)));
                }
            }
        }
    }

    fn live(&mut self) -> Result<&mut Live, DbError> {
        self.live.as_mut().ok_or_else(|| DbError::unavailable("the connection was given back"))
    }
}

impl Drop for SqliteConnection {
    fn drop(&mut self) {
        self.idle.lock().extend(self.live.take());
    }
}

impl Live {
    pub(super) fn new(connection: sqlx::SqliteConnection) -> Self {
        Self { connection, pipeline: Pipeline::default(), is_dirty: false }
    }

    /// Finishes what is in progress first.
    pub(super) async fn close(self) -> Result<(), DbError> {
        self.connection.close().await.map_err(db_error)
    }
}
