//! Statements that wait for the next one of their transaction, and reach SQLite together with it.
//!
//! SQLite runs in a thread of its own, and each statement sent to it costs two wake-ups, which take longer than most statements do. A pipeline goes
//! there as one text of several statements, prepared and cached like any other: there are few ways in which they follow each other.

use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use crate::error::DbError;
use crate::statement::OnDuplicate;
use crate::statement::{self, Statement};

const BEGIN: &str = "BEGIN IMMEDIATE";

#[derive(Debug, Default)]
pub(super) struct Pipeline {
    text: String,
    arguments: SqliteArguments,
    /// One for each statement.
    on_duplicate: Vec<OnDuplicate>,
}

/// What is sent at once.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) text: SqlStr,
    pub(super) arguments: SqliteArguments,
    /// Empty for a statement that was sent alone.
    pub(super) on_duplicate: Vec<OnDuplicate>,
}

impl Pipeline {
    /// The beginning of a transaction, which starts with its first statement.
    pub(super) fn begin() -> Self {
        Self { text: BEGIN.to_owned(), on_duplicate: vec![OnDuplicate::Error], ..Self::default() }
    }

    /// There is nothing to commit yet.
    pub(super) fn is_only_begin(&self) -> bool {
        self.text == BEGIN
    }

    pub(super) fn push(
        &mut self,
        statement: Statement<'_>,
        on_duplicate: OnDuplicate,
    ) -> Result<(), DbError> {
        if !self.text.is_empty() {
            self.text.push(';');
        }
        self.text.push_str(statement.text.as_str());
        self.on_duplicate.push(on_duplicate);
        statement::encode(statement.values, &mut self.arguments)
    }

    /// All that waits, and this statement behind it.
    pub(super) fn end_with(mut self, statement: Statement<'_>) -> Result<Batch, DbError> {
        let text = if self.text.is_empty() {
            statement::encode(statement.values, &mut self.arguments)?;
            statement.text
        } else {
            self.push(statement, OnDuplicate::Error)?;
            AssertSqlSafe(self.text).into_sql_str()
        };
        Ok(Batch { text, arguments: self.arguments, on_duplicate: self.on_duplicate })
    }
}
