//! Why the store could not do what it was asked, sorted by what the caller can do about it.

use primitives::Cause;
use sql::DbError;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database did not answer, or it is unknown what it did.
    #[error("the records are not available")]
    Unavailable(#[source] Cause),
    #[error("it is recorded already")]
    Duplicate,
    /// The commit was not acknowledged: it may have happened, or may still happen.
    #[error("it is unknown whether the records were changed")]
    Unknown(#[source] Cause),
    /// A concurrent unit of work changed the same records. Nothing is left of this one: start it over.
    #[error("others were changing the same records")]
    Contended(#[source] Cause),
    #[error("the order has moved since it was read")]
    Conflict,
    /// A record cannot be decoded, or the statement is impossible: a retry cannot help.
    #[error("a record is damaged")]
    Damaged(#[source] Cause),
}

impl StoreError {
    /// Whether the same call may succeed later. Where two writers met, the retry finds what the other one wrote.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unavailable(_)
            | Self::Duplicate
            | Self::Unknown(_)
            | Self::Contended(_)
            | Self::Conflict => true,
            Self::Damaged(_) => false,
        }
    }
}

impl From<DbError> for StoreError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Duplicate(_) => Self::Duplicate,
            DbError::Contended(cause) => Self::Contended(cause),
            DbError::Corrupt(_) | DbError::Statement(_) => Self::Damaged(error.into()),
            DbError::Unavailable(_) | DbError::Poisoned | DbError::Migration(_) | DbError::File { .. } => {
                Self::Unavailable(error.into())
            }
        }
    }
}
