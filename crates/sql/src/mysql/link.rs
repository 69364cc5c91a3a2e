//! A connection to the server that somebody has for a while, and what is known of its state.

use std::sync::Arc;

use sqlx::mysql::MySqlConnection;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};

use super::fault::breaks_off;
use super::pool::Shared;
use crate::DbError;

/// Goes back to the pool when it is dropped, unless it was left in the middle of something: then it is closed, and the server
/// undoes what was open.
#[derive(Debug)]
pub struct Link {
    /// There until it is dropped.
    live: Option<Live>,
    pool: Arc<Shared>,
    /// Every question that was asked has been answered.
    is_sound: bool,
    /// The server has undone the unit of work. Whatever came after would be one of its own.
    is_undone: bool,
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
        Self { live: Some(live), pool, is_sound: true, is_undone: false, _permit: permit }
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
