//! Deletes what is over.

use super::Identity;
use super::error::AuthError;

impl Identity {
    /// A slice of it; says whether there may be more.
    pub async fn prune(&self) -> Result<bool, AuthError> {
        let now = self.now();
        let is_more_over = self.store.prune(now).await?;
        Ok(self.store.prune_audit(now).await? || is_more_over)
    }
}
