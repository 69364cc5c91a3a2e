//! A connection to the server that somebody has for a while, and what is known of its state.

use std::sync::Arc;

use futures::TryStreamExt;
use sqlx::mysql::{MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, Either};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};

use super::fault::breaks_off;
use super::pool::Shared;
use super::waiting::Waiting;
use crate::query::Sent;
use crate::{DbError, OnDuplicate, Value};

/// Goes back to the pool when it is dropped, unless it was left in the middle of something: then it is closed, and the server
/// undoes what was open.
#[derive(Debug)]
pub struct Link {
    /// There until it is dropped.
    live: Option<Live>,
    pool: Arc<Shared>,
    /// Every question that was asked has been answered.
    is_sound: bool,
    /// The server has undone the unit of work, or a part of it that was relied on. Whatever came after would be one of its own.
    is_undone: bool,
    waiting: Waiting,
    _permit: OwnedSemaphorePermit,
}

#[derive(Debug)]
pub(super) struct Live {
    pub(super) connection: MySqlConnection,
    pub(super) opened: Instant,
    pub(super) used: Instant,
}

impl Link {
    pub(super) fn new(live: Live, pool: Arc<Shared>, permit: OwnedSemaphorePermit) -> Self {
        let waiting = Waiting::default();
        Self { live: Some(live), pool, is_sound: true, is_undone: false, waiting, _permit: permit }
    }

    /// A unit of work, once there is a statement in it.
    pub(super) fn begin(&mut self) {
        self.waiting = Waiting::begin();
    }

    /// The server knows of the unit of work.
    pub(super) fn has_begun(&self) -> bool {
        !self.waiting.begins()
    }

    pub(crate) fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    pub(crate) fn wait_with(&mut self, statement: &str, values: &[Value<'_>], duplicates: OnDuplicate) {
        self.waiting.add(statement, values, duplicates);
    }

    /// What waits, in one message. Where that would have begun the unit of work, and the server was away since the connection was last used,
    /// it begins on another one.
    pub(crate) async fn send_waiting(&mut self) -> Result<Sent<MySqlRow>, DbError> {
        let waiting = std::mem::take(&mut self.waiting);
        match self.send(&waiting).await {
            Err(DbError::Unavailable(_)) if waiting.begins() && !self.is_sound => {
                self.live = Some(self.pool.live().await?);
                self.is_sound = true;
                self.send(&waiting).await
            }
            sent => sent,
        }
    }

    /// Along with what waits. Where nothing was done there is nothing to commit.
    pub(super) async fn commit(&mut self) -> Result<(), DbError> {
        let mut waiting = std::mem::take(&mut self.waiting);
        if waiting.is_only_the_beginning() {
            return Ok(());
        }
        waiting.add("COMMIT", &[], OnDuplicate::Error);
        self.send(&waiting).await.map(drop)
    }

    async fn send(&mut self, waiting: &Waiting) -> Result<Sent<MySqlRow>, DbError> {
        let mut went_well = 0;
        let (connection, deadline) = self.enter()?;
        let answers = async {
            let mut sent = Sent::default();
            let mut answers = sqlx::raw_sql(AssertSqlSafe(waiting.text())).fetch_many(connection);
            while let Some(answer) = answers.try_next().await? {
                match answer {
                    Either::Left(done) => {
                        went_well += 1;
                        sent.affected = done.rows_affected();
                    }
                    Either::Right(row) => sent.rows.push(row),
                }
            }
            Ok(sent)
        };
        let answers = timeout_at(deadline, answers).await;
        self.leave(answers).map_err(|error| {
            self.is_undone |= !waiting.is_last(went_well);
            waiting.meaning(went_well, error)
        })
    }

    /// Before a statement: the connection to run it on, and until when to wait for it. [`Self::leave`] has to follow; where it
    /// does not, because somebody stopped waiting, the connection is not used again.
    pub(crate) fn enter(&mut self) -> Result<(&mut MySqlConnection, Instant), DbError> {
        if self.is_undone {
            return Err(DbError::contended("the server has undone this unit of work already"));
        }
        let is_sound = std::mem::replace(&mut self.is_sound, false);
        let live = self.live.as_mut().filter(|_| is_sound);
        let live = live.ok_or_else(|| DbError::unavailable("the connection to the server was lost"))?;
        let deadline = Instant::now() + self.pool.config.limits.answer_within;
        Ok((&mut live.connection, deadline))
    }

    /// After a statement.
    pub(crate) fn leave<T>(&mut self, done: Result<Result<T, sqlx::Error>, Elapsed>) -> Result<T, DbError> {
        let answer = match done {
            Ok(Ok(answer)) => {
                self.is_sound = true;
                return Ok(answer);
            }
            Ok(Err(error)) => {
                self.is_sound = !breaks_off(&error);
                Err(DbError::from(error))
            }
            Err(_) => Err(DbError::unavailable("the database server took too long to answer")),
        };
        if !self.is_sound {
            self.pool.distrust();
        }
        self.is_undone = matches!(answer, Err(DbError::Contended(_)));
        answer
    }

    /// Runs text that takes no values: what opens and ends units of work, and changes the schema.
    pub(super) async fn say(&mut self, text: impl sqlx::SqlSafeStr + Send) -> Result<(), DbError> {
        let (connection, deadline) = self.enter()?;
        let done = timeout_at(deadline, sqlx::raw_sql(text).execute(connection)).await;
        self.leave(done).map(|_| ())
    }

    /// Nothing is known to be wrong with it.
    pub(super) fn is_sound(&self) -> bool {
        self.is_sound
    }

    /// Whatever was open is no more.
    pub(super) fn is_tidy_again(&mut self) {
        self.is_undone = false;
    }

    /// Closed when it is dropped.
    pub(super) fn condemn(&mut self) {
        self.is_sound = false;
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        if let Some(live) = self.live.take().filter(|_| self.is_sound) {
            self.pool.give_back(live);
        }
    }
}
