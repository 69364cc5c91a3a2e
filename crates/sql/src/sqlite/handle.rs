//! A connection to the file, and the statements that wait for its next one.
//!
//! SQLite runs in a thread of its own, and each question to it costs two wake-ups, which is longer than most statements take. What waits goes
//! there as one text of several statements, prepared and kept like any other: there are few ways in which they follow each other.

use std::mem;

use futures::TryStreamExt;
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Either, Executor, SqlSafeStr, SqlStr};

use crate::query::{Sent, add};
use crate::{DbError, OnDuplicate, Value};

const BEGIN: &str = "BEGIN IMMEDIATE";

#[derive(Debug)]
pub struct Handle {
    connection: SqliteConnection,
    waiting: Waiting,
}

#[derive(Debug, Default)]
struct Waiting {
    text: String,
    arguments: SqliteArguments,
    /// One for each statement.
    duplicates: Vec<OnDuplicate>,
}

impl Handle {
    pub(crate) fn new(connection: SqliteConnection) -> Self {
        Self { connection, waiting: Waiting::default() }
    }

    /// A unit of work, once there is a statement in it.
    pub(super) fn begin(&mut self) {
        self.waiting =
            Waiting { text: BEGIN.to_owned(), duplicates: vec![OnDuplicate::Error], ..Waiting::default() };
    }

    /// It belonged to a unit of work that was given up.
    pub(super) fn forget_waiting(&mut self) {
        self.waiting = Waiting::default();
    }

    /// There is nothing to commit yet.
    pub(super) fn is_only_begun(&self) -> bool {
        self.waiting.text == BEGIN
    }

    pub(crate) fn wait_with(
        &mut self,
        statement: &str,
        values: Vec<Value<'_>>,
        duplicates: OnDuplicate,
    ) -> Result<(), DbError> {
        self.waiting.add(statement, values, duplicates)
    }

    /// What takes no values.
    pub(super) async fn say(&mut self, statement: &'static str) -> Result<(), DbError> {
        self.send(statement.into_sql_str(), Vec::new(), true).await.map(drop)
    }

    /// A statement with all that waits before it.
    pub(crate) async fn send(
        &mut self,
        statement: SqlStr,
        values: Vec<Value<'_>>,
        is_prepared: bool,
    ) -> Result<Sent<SqliteRow>, DbError> {
        let mut waiting = mem::take(&mut self.waiting);
        let text = if waiting.text.is_empty() {
            add(&mut waiting.arguments, values)?;
            statement
        } else {
            waiting.add(statement.as_str(), values, OnDuplicate::Error)?;
            AssertSqlSafe(waiting.text).into_sql_str()
        };
        let question = sqlx::query_with(text, waiting.arguments).persistent(is_prepared);
        let (mut sent, mut went_well) = (Sent::default(), 0);
        let mut answers = (&mut self.connection).fetch_many(question);
        loop {
            match answers.try_next().await {
                Ok(Some(Either::Left(done))) => {
                    sent.affected = done.rows_affected();
                    went_well += 1;
                }
                Ok(Some(Either::Right(row))) => sent.rows.push(row),
                Ok(None) => return Ok(sent),
                Err(error) => {
                    let meant = waiting.duplicates.get(went_well).copied().unwrap_or(OnDuplicate::Error);
                    return Err(meant.meaning(error.into()));
                }
            }
        }
    }

    /// Finishes what is under way first.
    pub(crate) async fn close(self) -> Result<(), DbError> {
        Ok(sqlx::Connection::close(self.connection).await?)
    }
}

impl Waiting {
    fn add(
        &mut self,
        statement: &str,
        values: Vec<Value<'_>>,
        duplicates: OnDuplicate,
    ) -> Result<(), DbError> {
        if !self.text.is_empty() {
            self.text.push(';');
        }
        self.text.push_str(statement);
        self.duplicates.push(duplicates);
        add(&mut self.arguments, values)
    }
}
