//! A statement with what it is given. The same text runs on both engines; where they truly differ there are two texts, side by
//! side, and [`Connection::engine`](crate::Connection::engine) chooses.

use std::borrow::Cow;

use sqlx::mysql::{MySqlArguments, MySqlRow};
use sqlx::sqlite::SqliteRow;
use sqlx::{Arguments, Encode, FromRow, SqlSafeStr, SqlStr, Type};
use tokio::time::timeout_at;

use crate::{Connection, DbError, Handle, Link, Transaction, Value};

/// Enough for most statements, so that their values are allocated once.
const VALUES: usize = 8;

/// A value for each question mark, in their order.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Query<'q> {
    text: SqlStr,
    values: Vec<Value<'q>>,
    is_prepared: bool,
}

/// What it means that a row with the same key exists, where that is told later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDuplicate {
    /// [`DbError::Duplicate`].
    Error,
    /// Another unit of work was faster with it: [`DbError::Contended`].
    Contention,
}

impl OnDuplicate {
    /// What this error means, if it is that of a statement for which a duplicate means this.
    pub(crate) fn meaning(self, error: DbError) -> DbError {
        match (error, self) {
            (DbError::Duplicate(error), Self::Contention) => DbError::contended(error),
            (error, _) => error,
        }
    }
}

/// What both engines can make from a row of theirs: tuples and structs that derive `sqlx::FromRow`.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, MySqlRow> + Send + Unpin {}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, MySqlRow> + Send + Unpin {}

/// Prepared once on each connection. The text is written down in the program, or put together from what is (then as an
/// `sqlx::AssertSqlSafe`); values never become part of it. Every text takes a place among the prepared statements, so there must
/// not be many of them.
pub fn query<'q>(text: impl SqlSafeStr) -> Query<'q> {
    Query { text: text.into_sql_str(), values: Vec::new(), is_prepared: true }
}

impl<'q> Query<'q> {
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

    /// False: for a text that will hardly come again, which then takes no place among the prepared statements.
    pub fn prepared(mut self, is_prepared: bool) -> Self {
        self.is_prepared = is_prepared;
        self
    }

    /// Runs with the next statement of the unit of work, or with its commit, and saves it a trip to the engine. That one then tells also what
    /// went wrong with this one, and only dropping the unit of work is left to do.
    pub fn pipelined(self, duplicates: OnDuplicate, unit: &mut Transaction) -> Result<(), DbError> {
        match &mut **unit {
            Connection::Sqlite(handle) => handle.wait_with(self.text.as_str(), self.values, duplicates),
            Connection::MySql(link) => {
                link.wait_with(self.text.as_str(), &self.values, duplicates);
                Ok(())
            }
        }
    }

    /// Says how many rows it concerned; an update counts those that it found, also where they were as they should be already.
    pub async fn execute(self, on: &mut Connection) -> Result<u64, DbError> {
        match on {
            Connection::Sqlite(handle) => Ok(self.send_to(handle).await?.affected),
            Connection::MySql(link) if link.has_waiting() => Ok(self.send_with_waiting(link).await?.affected),
            Connection::MySql(link) => {
                let arguments = arguments(self.values)?;
                let (connection, deadline) = link.enter()?;
                let run = sqlx::query_with(self.text, arguments).persistent(self.is_prepared);
                let done = timeout_at(deadline, run.execute(connection)).await;
                Ok(link.leave(done)?.rows_affected())
            }
        }
    }

    pub async fn fetch_all<T: Row>(self, on: &mut Connection) -> Result<Vec<T>, DbError> {
        match on {
            Connection::Sqlite(handle) => {
                let sent = self.send_to(handle).await?;
                sent.rows.iter().map(|row| Ok(T::from_row(row)?)).collect()
            }
            Connection::MySql(link) if link.has_waiting() => {
                let sent = self.send_with_waiting(link).await?;
                sent.rows.iter().map(|row| Ok(T::from_row(row)?)).collect()
            }
            Connection::MySql(link) => {
                let arguments = arguments(self.values)?;
                let (connection, deadline) = link.enter()?;
                let run = sqlx::query_as_with(self.text, arguments).fetch_all(connection);
                let done = timeout_at(deadline, run).await;
                link.leave(done)
            }
        }
    }

    /// The first row, if there is any.
    pub async fn fetch_optional<T: Row>(self, on: &mut Connection) -> Result<Option<T>, DbError> {
        match on {
            Connection::Sqlite(handle) => {
                let sent = self.send_to(handle).await?;
                Ok(sent.rows.first().map(T::from_row).transpose()?)
            }
            Connection::MySql(link) if link.has_waiting() => {
                let sent = self.send_with_waiting(link).await?;
                Ok(sent.rows.first().map(T::from_row).transpose()?)
            }
            Connection::MySql(link) => {
                let arguments = arguments(self.values)?;
                let (connection, deadline) = link.enter()?;
                let run = sqlx::query_as_with(self.text, arguments).fetch_optional(connection);
                let done = timeout_at(deadline, run).await;
                link.leave(done)
            }
        }
    }

    async fn send_to(self, handle: &mut Handle) -> Result<Sent<SqliteRow>, DbError> {
        handle.send(self.text, self.values, self.is_prepared).await
    }

    async fn send_with_waiting(self, link: &mut Link) -> Result<Sent<MySqlRow>, DbError> {
        link.wait_with(self.text.as_str(), &self.values, OnDuplicate::Error);
        link.send_waiting().await
    }

    /// For what always has a row, such as a count.
    pub async fn fetch_one<T: Row>(self, on: &mut Connection) -> Result<T, DbError> {
        self.fetch_optional(on).await?.ok_or_else(|| DbError::Statement(sqlx::Error::RowNotFound))
    }
}

/// What an engine has answered to a statement and those that waited for it.
#[derive(Debug)]
pub(crate) struct Sent<R> {
    /// Of the one statement among them that asked for any.
    pub(crate) rows: Vec<R>,
    /// By the last statement.
    pub(crate) affected: u64,
}

impl<R> Default for Sent<R> {
    fn default() -> Self {
        Self { rows: Vec::new(), affected: 0 }
    }
}

fn arguments(values: Vec<Value<'_>>) -> Result<MySqlArguments, DbError> {
    let mut arguments = MySqlArguments::default();
    add(&mut arguments, values)?;
    Ok(arguments)
}

/// Behind those that are there.
pub(crate) fn add<'q, A>(arguments: &mut A, values: Vec<Value<'q>>) -> Result<(), DbError>
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
