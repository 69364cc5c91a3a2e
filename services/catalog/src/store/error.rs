//! The one way in which the store fails: the caller may retry.

use primitives::Cause;
use sql::DbError;

/// The database did not answer, or a record cannot be decoded. Nothing was changed unless a commit was under way.
#[derive(Debug, thiserror::Error)]
#[error("the event records are not available")]
pub struct StoreError(#[source] Cause);

impl From<DbError> for StoreError {
    fn from(error: DbError) -> Self {
        Self(error.into())
    }
}
