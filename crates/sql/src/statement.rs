//! A statement and its values, and what an engine answers. Both engines stand on this, and it knows neither.

use std::borrow::Cow;

use sqlx::mysql::MySqlRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Arguments, Encode, FromRow, SqlSafeStr, SqlStr, Type};

use crate::error::DbError;
use crate::value::Value;

/// Enough for most statements, so that their values are allocated once.
const VALUES: usize = 8;

/// How long many rows get in one statement, written out, and how much more may wait before it; less where a server takes no message of that
/// length. Longer ones would save nothing.
pub const BYTES_MAX: usize = 512 * 1024;

/// SQL with a value for each question mark, in their order. The same text runs on both engines; where they truly differ there are two texts, side
/// by side, and [`Connection::engine`](crate::Connection::engine) chooses.
#[must_use = "a statement does nothing until it is executed"]
#[derive(Debug)]
pub struct Statement<'q> {
    pub(crate) text: SqlStr,
    pub(crate) values: Vec<Value<'q>>,
    pub(crate) is_prepared: bool,
}

/// What a row with the same key means to a pipelined statement, whose caller is not there any more to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDuplicate {
    /// [`DbError::Duplicate`].
    Error,
    /// Another transaction was faster: [`DbError::Contended`].
    Contention,
}

impl OnDuplicate {
    /// The error of a statement for which a duplicate means this.
    pub(crate) fn interpret(self, error: DbError) -> DbError {
        match (error, self) {
            (DbError::Duplicate(error), Self::Contention) => DbError::contended(error),
            (error, _) => error,
        }
    }
}

/// What both engines can make from a row of theirs: tuples and structs that derive `sqlx::FromRow`.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, MySqlRow> + Send + Unpin {}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, MySqlRow> + Send + Unpin {}

/// Prepared once on each connection. The text is a literal of the program, or put together from literals (then as an
/// `sqlx::AssertSqlSafe`); values never become part of it. Every text takes a place in the cache of prepared statements, so there must
/// not be many of them.
pub fn query<'q>(text: impl SqlSafeStr) -> Statement<'q> {
    Statement { text: text.into_sql_str(), values: Vec::new(), is_prepared: true }
}

impl<'q> Statement<'q> {
    pub fn bind(mut self, value: impl Into<Value<'q>>) -> Self {
        if self.values.is_empty() {
            self.values.reserve(VALUES);
        }
        self.values.push(value.into());
        self
    }

    pub fn bind_all<V: Into<Value<'q>>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        self.values.extend(values.into_iter().map(Into::into));
        self
    }

    /// Before those that are bound already.
    pub(crate) fn bind_first(mut self, values: impl IntoIterator<Item = Value<'q>>) -> Self {
        self.values.splice(..0, values);
        self
    }

    /// False: for a text that will hardly come again, which is then kept out of the cache of prepared statements. A server gets it with the values
    /// written out.
    pub fn prepared(mut self, is_prepared: bool) -> Self {
        self.is_prepared = is_prepared;
        self
    }

    /// How long it gets with its values written out.
    pub(crate) fn text_bytes(&self) -> usize {
        self.text.as_str().len() + self.values.iter().map(Value::text_bytes).sum::<usize>()
    }
}

/// What an engine has answered to a statement and to those that were pipelined before it.
#[derive(Debug)]
pub(crate) struct Answer<R> {
    /// Of the one statement among them that asked for any.
    pub(crate) rows: Vec<R>,
    /// By the last statement.
    pub(crate) affected: u64,
}

impl<R> Default for Answer<R> {
    fn default() -> Self {
        Self { rows: Vec::new(), affected: 0 }
    }
}

impl<R: sqlx::Row> Answer<R> {
    pub(crate) fn all<T: for<'r> FromRow<'r, R>>(&self) -> Result<Vec<T>, sqlx::Error> {
        self.rows.iter().map(T::from_row).collect()
    }

    pub(crate) fn first<T: for<'r> FromRow<'r, R>>(&self) -> Result<Option<T>, sqlx::Error> {
        self.rows.first().map(T::from_row).transpose()
    }
}

/// Appends the values to arguments in the form of one engine.
pub(crate) fn encode<'q, A>(values: Vec<Value<'q>>, arguments: &mut A) -> Result<(), DbError>
where
    A: Arguments,
    i64: Encode<'q, A::Database> + Type<A::Database>,
    String: Encode<'q, A::Database> + Type<A::Database>,
    &'q str: Encode<'q, A::Database> + Type<A::Database>,
    Option<i64>: Encode<'q, A::Database> + Type<A::Database>,
{
    arguments.reserve(values.len(), 0);
    for value in values {
        let added = match value {
            Value::Null => arguments.add(None::<i64>),
            Value::Integer(number) => arguments.add(number),
            Value::Text(Cow::Borrowed(text)) => arguments.add(text),
            Value::Text(Cow::Owned(text)) => arguments.add(text),
        };
        added.map_err(|cause| DbError::Statement(sqlx::Error::Encode(cause)))?;
    }
    Ok(())
}
