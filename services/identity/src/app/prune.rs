//! Deletes what is over.

use super::Identity;
use super::error::AuthError;

impl Identity {
    /// A slice of it; says whether there may be more.
    pub async fn prune(&self) -> Result<bool, AuthError> {
        Ok(self.store.prune(self.now()).await?)
    }
}
