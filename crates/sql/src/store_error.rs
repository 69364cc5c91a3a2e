//! Why a store of records could not do what it was asked, sorted by what its caller can do about it.

use primitives::Cause;

use crate::DbError;

/// Of a store that needs to tell no more apart. A unit of work that fails leaves nothing behind, unless it was its commit that failed: then that is
/// unknown.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or did not answer. A retry may help.
    #[error("the records are not available")]
    Unavailable(#[source] Cause),
    /// A concurrent unit of work changed the same records. Nothing is left of this one: start it over.
    #[error("others were changing the same records")]
    Contended(#[source] Cause),
    /// A record cannot be decoded: a retry cannot help.
    #[error("a record cannot be read")]
    Corrupt(#[source] Cause),
}

impl StoreError {
    /// Whether the same call may succeed later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::Contended(_) => true,
            Self::Corrupt(_) => false,
        }
    }
}

impl From<DbError> for StoreError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Contended(cause) => Self::Contended(cause),
            error @ DbError::Corrupt(_) => Self::Corrupt(error.into()),
            error @ (DbError::Unavailable(_)
            | DbError::Duplicate(_)
            | DbError::Poisoned
            | DbError::Migration(_)
            | DbError::File { .. }
            | DbError::Statement(_)) => Self::Unavailable(error.into()),
        }
    }
}
