//! A connection to the server, lent out for reading or for a transaction.

use std::mem;
use std::sync::Arc;

use futures::TryStreamExt;
use sqlx::mysql::{MySqlArguments, MySqlRow};
use sqlx::{AssertSqlSafe, Either};
use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};

use super::error_class::{breaks_connection, db_error};
use super::idle::{IdleConnections, Live};
use super::pipeline::Pipeline;
use crate::error::DbError;
use crate::lock_waits;
use crate::statement::{self, Answer, BYTES_MAX, OnDuplicate, Row, Statement};
use crate::value::Value;

/// Goes back to its pool when it is dropped, unless it was left in the middle of something: then it is closed, and the server rolls back
/// what was open. A transaction that is dropped without a commit is rolled back at once, in a task of its own: others may be waiting for
/// its rows.
#[derive(Debug)]
pub struct MySqlConnection {
    /// There until it is dropped.
    lent: Option<Lent>,
    pipeline: Pipeline,
    is_in_transaction: bool,
    /// Also its commit, with which statements may be sent.
    is_of_transaction: bool,
    statement_began: Instant,
    /// Every statement that was sent has been answered.
    is_sound: bool,
    /// The server has rolled back the transaction, or a part of it that was relied on. What came after would be a transaction of its own.
    is_rolled_back: bool,
}

#[derive(Debug)]
struct Lent {
    live: Live,
    idle: Arc<IdleConnections>,
    _permit: OwnedSemaphorePermit,
}

impl MySqlConnection {
    pub(super) fn new(live: Live, idle: Arc<IdleConnections>, permit: OwnedSemaphorePermit) -> Self {
        Self::of(Lent { live, idle, _permit: permit })
    }

    fn of(lent: Lent) -> Self {
        Self {
            lent: Some(lent),
            pipeline: Pipeline::default(),
            is_in_transaction: false,
            is_of_transaction: false,
            statement_began: Instant::now(),
            is_sound: true,
            is_rolled_back: false,
        }
    }

    /// The server hears of the transaction with its first statement.
    pub(super) fn begin(&mut self) {
        self.pipeline = Pipeline::begin();
        self.is_in_transaction = true;
        self.is_of_transaction = true;
    }

    /// The server answers when the transaction is durable, as far as its settings promise that: see `durability`. When the answer does not
    /// come, the outcome is unknown, and the connection is closed. A pipelined statement that was refused has kept the rest from being committed.
    pub(crate) async fn commit(mut self) -> Result<(), DbError> {
        self.is_in_transaction = false;
        let committed = self.send_commit().await;
        if committed.is_err() {
            // A refusal leaves the rest open. After anything else it is not worth finding out what is.
            self.mark_clean();
            self.roll_back().await;
        }
        committed
    }

    /// Together with what waits. Where nothing was done there is nothing to commit.
    async fn send_commit(&mut self) -> Result<(), DbError> {
        let mut pipeline = mem::take(&mut self.pipeline);
        if pipeline.is_only_begin() {
            return Ok(());
        }
        pipeline.push("COMMIT", &[], OnDuplicate::Error);
        self.send(&pipeline).await.map(drop)
    }

    async fn roll_back(&mut self) {
        if self.execute_text("ROLLBACK").await.is_err() {
            self.discard();
        }
    }

    /// Waits for the next statement, or for the commit.
    pub(crate) fn pipeline(&mut self, statement: &Statement<'_>, on_duplicate: OnDuplicate) {
        self.pipeline.push(statement.text.as_str(), &statement.values, on_duplicate);
    }

    pub(crate) fn statement_bytes_max(&self) -> usize {
        self.lent.as_ref().map_or(BYTES_MAX, |lent| lent.live.statement_bytes_max)
    }

    pub(crate) fn pipelined_bytes(&self) -> usize {
        self.pipeline.text().len()
    }

    pub(crate) async fn execute(&mut self, statement: Statement<'_>) -> Result<u64, DbError> {
        if self.is_written_out(&statement) {
            return Ok(self.send_behind_pipeline(&statement).await?.affected);
        }
        let arguments = arguments(statement.values)?;
        let (connection, deadline) = self.start_statement()?;
        let run = sqlx::query_with(statement.text, arguments);
        let done = timeout_at(deadline, run.execute(connection)).await;
        Ok(self.finish_statement(done)?.rows_affected())
    }

    pub(crate) async fn fetch_all<T: Row>(&mut self, statement: Statement<'_>) -> Result<Vec<T>, DbError> {
        if self.is_written_out(&statement) {
            return self.send_behind_pipeline(&statement).await?.all().map_err(db_error);
        }
        let arguments = arguments(statement.values)?;
        let (connection, deadline) = self.start_statement()?;
        let run = sqlx::query_as_with(statement.text, arguments).fetch_all(connection);
        let done = timeout_at(deadline, run).await;
        self.finish_statement(done)
    }

    pub(crate) async fn fetch_optional<T: Row>(
        &mut self,
        statement: Statement<'_>,
    ) -> Result<Option<T>, DbError> {
        if self.is_written_out(&statement) {
            return self.send_behind_pipeline(&statement).await?.first().map_err(db_error);
        }
        let arguments = arguments(statement.values)?;
        let (connection, deadline) = self.start_statement()?;
        let run = sqlx::query_as_with(statement.text, arguments).fetch_optional(connection);
        let done = timeout_at(deadline, run).await;
        self.finish_statement(done)
    }

    /// Whether it reaches the server as text, and not as a prepared statement.
    fn is_written_out(&self, statement: &Statement<'_>) -> bool {
        !self.pipeline.is_empty() || !statement.is_prepared
    }

    /// For what always has a row.
    pub(super) async fn fetch_one<T: Row>(&mut self, statement: Statement<'_>) -> Result<T, DbError> {
        self.fetch_optional(statement).await?.ok_or_else(|| db_error(sqlx::Error::RowNotFound))
    }

    /// Text that takes no values: what ends transactions, and changes the schema.
    pub(super) async fn execute_text(&mut self, text: impl sqlx::SqlSafeStr + Send) -> Result<(), DbError> {
        let (connection, deadline) = self.start_statement()?;
        let done = timeout_at(deadline, sqlx::raw_sql(text).execute(connection)).await;
        self.finish_statement(done).map(drop)
    }

    /// This statement and what waits before it, in one message. Where that would have begun the transaction, and the server was away since the
    /// connection was last used, it begins on another one.
    async fn send_behind_pipeline(&mut self, statement: &Statement<'_>) -> Result<Answer<MySqlRow>, DbError> {
        self.pipeline(statement, OnDuplicate::Error);
        let pipeline = mem::take(&mut self.pipeline);
        match self.send(&pipeline).await {
            Err(DbError::Unavailable(_)) if pipeline.begins_transaction() && !self.is_sound => {
                self.reconnect().await?;
                self.send(&pipeline).await
            }
            sent => sent,
        }
    }

    async fn reconnect(&mut self) -> Result<(), DbError> {
        if let Some(lent) = &mut self.lent {
            lent.live = lent.idle.take().await?;
            self.is_sound = true;
        }
        Ok(())
    }

    async fn send(&mut self, pipeline: &Pipeline) -> Result<Answer<MySqlRow>, DbError> {
        let mut succeeded = 0;
        let (connection, deadline) = self.start_statement()?;
        let answer = async {
            let mut answer = Answer::default();
            let mut results = sqlx::raw_sql(AssertSqlSafe(pipeline.text())).fetch_many(connection);
            while let Some(result) = results.try_next().await? {
                match result {
                    Either::Left(done) => {
                        succeeded += 1;
                        answer.affected = done.rows_affected();
                    }
                    Either::Right(row) => answer.rows.push(row),
                }
            }
            Ok(answer)
        };
        let answer = timeout_at(deadline, answer).await;
        self.finish_statement(answer).map_err(|error| {
            self.is_rolled_back |= !pipeline.is_last(succeeded);
            pipeline.interpret(succeeded, error)
        })
    }

    /// The connection to run a statement on, and until when to wait for it. [`Self::finish_statement`] has to follow; where it
    /// does not, because the caller stopped waiting, the connection is not used again.
    fn start_statement(&mut self) -> Result<(&mut sqlx::MySqlConnection, Instant), DbError> {
        if self.is_rolled_back {
            return Err(DbError::contended("the server has undone this unit of work already"));
        }
        let is_sound = mem::replace(&mut self.is_sound, false);
        let lent = self.lent.as_mut().filter(|_| is_sound);
        let lent = lent.ok_or_else(|| DbError::unavailable("the connection to the server was lost"))?;
        self.statement_began = Instant::now();
        let deadline = self.statement_began + lent.idle.config.limits.answer_within;
        Ok((&mut lent.live.connection, deadline))
    }

    fn finish_statement<T>(&mut self, done: Result<Result<T, sqlx::Error>, Elapsed>) -> Result<T, DbError> {
        if self.is_of_transaction {
            lock_waits::waited(self.statement_began.elapsed());
        }
        let error = match done {
            Ok(Ok(answer)) => {
                self.is_sound = true;
                return Ok(answer);
            }
            Ok(Err(error)) => {
                self.is_sound = !breaks_connection(&error);
                db_error(error)
            }
            Err(_) => DbError::unavailable("the database server took too long to answer"),
        };
        if let Some(lent) = self.lent.as_ref().filter(|_| !self.is_sound) {
            lent.idle.distrust();
        }
        self.is_rolled_back = self.is_in_transaction && error.is_contended();
        Err(error)
    }

    /// No transaction is open any more.
    fn mark_clean(&mut self) {
        self.is_rolled_back = false;
    }

    /// Closed when it is dropped.
    fn discard(&mut self) {
        self.is_sound = false;
    }
}

impl Drop for MySqlConnection {
    fn drop(&mut self) {
        let Some(lent) = self.lent.take().filter(|_| self.is_sound) else { return };
        if !self.is_in_transaction || self.pipeline.begins_transaction() {
            let Lent { live, idle, _permit } = lent;
            return idle.give_back(live);
        }
        let Ok(runtime) = Handle::try_current() else { return };
        // Ends within the time limit of one statement; if the process ends first, so does the connection.
        runtime.spawn(async move { Self::of(lent).roll_back().await });
    }
}

fn arguments(values: Vec<Value<'_>>) -> Result<MySqlArguments, DbError> {
    let mut arguments = MySqlArguments::default();
    statement::encode(values, &mut arguments)?;
    Ok(arguments)
}
