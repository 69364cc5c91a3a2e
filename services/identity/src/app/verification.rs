//! What other services, and anyone who verifies tokens, have to know.

use access::{ACCESS_TOKEN_LIFE, VerificationKey};
use primitives::Timestamp;
use uuid::Uuid;

use super::Identity;
use super::error::AuthError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    pub issuer: String,
    pub keys: Vec<VerificationKey>,
    /// Each with the time after which no token of it lives.
    pub ended: Vec<(Uuid, Timestamp)>,
}

/// When the last access token has expired of a session that ends now.
pub(super) fn tokens_until(ended_at: Timestamp) -> Timestamp {
    ended_at.plus(ACCESS_TOKEN_LIFE)
}

impl Identity {
    /// In memory.
    #[must_use]
    pub fn public_keys(&self) -> Vec<VerificationKey> {
        self.keys.public()
    }

    pub async fn verification(&self) -> Result<Verification, AuthError> {
        let since = self.now().minus(ACCESS_TOKEN_LIFE);
        let ended = self.store.ended_since(since).await?;
        let ended = ended.into_iter().map(|(session, at)| (session, tokens_until(at))).collect();
        Ok(Verification { issuer: self.site.origin.clone(), keys: self.keys.public(), ended })
    }
}
