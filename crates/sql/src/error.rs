//! What can go wrong with a database, sorted by what the caller can do about it.

use primitives::Cause;
use sqlx::error::DatabaseError;

#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Busy, full or gone. Nothing was changed unless a commit was in progress; trying again makes sense.
    #[error("the database is not available")]
    Unavailable(#[source] Cause),
    /// A row with this key exists already. The transaction goes on.
    #[error("a row with the same key exists")]
    Duplicate(#[source] sqlx::Error),
    /// Other transactions were working on the same rows. Nothing was changed and nothing is left of this transaction: all of it may be retried
    /// at once. Only a server reports this; a file has one writer.
    #[error("others were changing the same rows")]
    Contended(#[source] Cause),
    /// A stored value is not one that this program writes.
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
    /// A sync failed once: nothing can be promised to be durable until the process is restarted.
    #[error("the write-ahead log could not be synced; the process has to start again")]
    Poisoned,
    #[error("the schema could not be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("{path} cannot be used")]
    File { path: String, source: std::io::Error },
    /// A statement that this database does not understand: a defect of the program.
    #[error("the database refused a statement")]
    Statement(#[source] sqlx::Error),
}

/// What an error code of an engine means to the caller. Each engine classifies its own codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorClass {
    Duplicate,
    Contention,
    Corruption,
    Unavailable,
    InvalidStatement,
}

impl DbError {
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Duplicate(_))
    }

    #[must_use]
    pub fn is_contended(&self) -> bool {
        matches!(self, Self::Contended(_))
    }

    /// The engine refused a statement, so nothing behind it was carried out, and no commit either.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Statement(sqlx::Error::Database(_)))
    }

    pub(crate) fn unavailable(cause: impl Into<Cause>) -> Self {
        Self::Unavailable(cause.into())
    }

    pub(crate) fn contended(cause: impl Into<Cause>) -> Self {
        Self::Contended(cause.into())
    }

    /// `class_of` is asked for what the engine itself has refused; the rest went wrong on the way to it or behind it.
    #[expect(clippy::wildcard_enum_match_arm, reason = "SQLx may add kinds of errors at any time")]
    pub(crate) fn classified(error: sqlx::Error, class_of: fn(&dyn DatabaseError) -> ErrorClass) -> Self {
        use sqlx::Error;
        match &error {
            Error::Database(refusal) => match class_of(refusal.as_ref()) {
                ErrorClass::Duplicate => Self::Duplicate(error),
                ErrorClass::Contention => Self::contended(error),
                ErrorClass::Corruption => Self::Corrupt(error.to_string()),
                ErrorClass::Unavailable => Self::unavailable(error),
                ErrorClass::InvalidStatement => Self::Statement(error),
            },
            Error::Io(_)
            | Error::Tls(_)
            | Error::Protocol(_)
            | Error::PoolTimedOut
            | Error::PoolClosed
            | Error::WorkerCrashed => Self::unavailable(error),
            Error::ColumnDecode { .. } | Error::Decode(_) => Self::Corrupt(error.to_string()),
            _ => Self::Statement(error),
        }
    }
}
