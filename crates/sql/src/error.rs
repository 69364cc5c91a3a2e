//! What can go wrong with a database, sorted by what the caller can do about it.

use primitives::Cause;

use crate::{mysql, sqlite};

#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Busy, full or gone. Nothing was changed unless a commit was under way; trying again makes sense.
    #[error("the database is not available")]
    Unavailable(#[source] Cause),
    /// A row with this key exists already. The unit of work goes on.
    #[error("a row with the same key exists")]
    Duplicate(#[source] sqlx::Error),
    /// Others were working on the same rows. Nothing was changed and nothing is left of the unit of work: all of it may be tried
    /// again at once. Only a server says so; a file has one writer.
    #[error("others were changing the same rows")]
    Contended(#[source] Cause),
    /// A stored value is not one that this program writes.
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
    /// A sync failed once: nothing can be promised to be durable until the process starts again.
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

impl DbError {
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Duplicate(_))
    }

    #[must_use]
    pub fn is_contended(&self) -> bool {
        matches!(self, Self::Contended(_))
    }

    pub(crate) fn unavailable(cause: impl Into<Cause>) -> Self {
        Self::Unavailable(cause.into())
    }

    pub(crate) fn contended(cause: impl Into<Cause>) -> Self {
        Self::Contended(cause.into())
    }
}

/// What an engine's refusal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Duplicate,
    Contention,
    Damage,
    Absence,
    Mistake,
}

impl From<sqlx::Error> for DbError {
    #[expect(clippy::wildcard_enum_match_arm, reason = "SQLx may add kinds of errors at any time")]
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error;
        match &error {
            Error::Database(refusal) => {
                match mysql::fault(refusal.as_ref()).unwrap_or_else(|| sqlite::fault(refusal.as_ref())) {
                    Fault::Duplicate => Self::Duplicate(error),
                    Fault::Contention => Self::contended(error),
                    Fault::Damage => Self::Corrupt(error.to_string()),
                    Fault::Absence => Self::unavailable(error),
                    Fault::Mistake => Self::Statement(error),
                }
            }
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
