//! What can go wrong with a database, sorted by what the caller can do about it.

use sqlx::error::DatabaseError;

pub type Cause = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Busy, full or gone. Nothing was changed unless a commit was under way; trying again makes sense.
    #[error("the database is not available")]
    Unavailable(#[source] Cause),
    /// A row with this key exists already. The unit of work goes on.
    #[error("a row with the same key exists")]
    Duplicate(#[source] sqlx::Error),
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

    pub(crate) fn unavailable(cause: impl Into<Cause>) -> Self {
        Self::Unavailable(cause.into())
    }
}

impl From<sqlx::Error> for DbError {
    #[expect(clippy::wildcard_enum_match_arm, reason = "SQLx may add kinds of errors at any time")]
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error;
        match &error {
            Error::Database(refusal) => match fault(refusal.as_ref()) {
                Fault::Duplicate => Self::Duplicate(error),
                Fault::Damage => Self::Corrupt(error.to_string()),
                Fault::Absence => Self::unavailable(error),
                Fault::Mistake => Self::Statement(error),
            },
            Error::Io(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed => {
                Self::unavailable(error)
            }
            Error::ColumnDecode { .. } | Error::Decode(_) => Self::Corrupt(error.to_string()),
            _ => Self::Statement(error),
        }
    }
}

enum Fault {
    Duplicate,
    Damage,
    Absence,
    Mistake,
}

/// SQLite's primary result codes stand in the low byte of the code that it reports.
fn fault(error: &dyn DatabaseError) -> Fault {
    const PERM: u32 = 3;
    const BUSY: u32 = 5;
    const LOCKED: u32 = 6;
    const NO_MEMORY: u32 = 7;
    const READ_ONLY: u32 = 8;
    const INTERRUPTED: u32 = 9;
    const IO: u32 = 10;
    const CORRUPT: u32 = 11;
    const FULL: u32 = 13;
    const CANNOT_OPEN: u32 = 14;
    const PROTOCOL: u32 = 15;
    const NOT_A_DATABASE: u32 = 26;

    if error.is_unique_violation() {
        return Fault::Duplicate;
    }
    match error.code().and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff) {
        Some(CORRUPT | NOT_A_DATABASE) => Fault::Damage,
        Some(
            PERM | BUSY | LOCKED | NO_MEMORY | READ_ONLY | INTERRUPTED | IO | FULL | CANNOT_OPEN | PROTOCOL,
        ) => Fault::Absence,
        Some(_) | None => Fault::Mistake,
    }
}
