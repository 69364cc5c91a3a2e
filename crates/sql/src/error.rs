//! What can go wrong with a database, sorted by what the caller can do about it.

use sqlx::error::ErrorKind;

#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Busy, full or gone. Nothing was changed unless a commit was under way; trying again makes sense.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    /// A row with this key exists already.
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
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(refusal) = &error {
            return match refusal.kind() {
                ErrorKind::UniqueViolation => Self::Duplicate(error),
                ErrorKind::ForeignKeyViolation | ErrorKind::NotNullViolation | ErrorKind::CheckViolation => {
                    Self::Statement(error)
                }
                _ => Self::Unavailable(error),
            };
        }
        if matches!(
            error,
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_)
        ) {
            return Self::Corrupt(error.to_string());
        }
        Self::Unavailable(error)
    }
}
