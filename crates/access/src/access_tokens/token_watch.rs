//! Waits for the end of a token: what is open under one learns when it counts for nothing any more.

use std::sync::Arc;

use tokio::sync::Notify;

use super::verifier::{AccessRefused, AccessTokens, Verifier};
use crate::roles::Principal;

/// Of one token, for as long as something is open under it.
pub struct TokenWatch {
    verifier: Arc<Verifier>,
    principal: Arc<Principal>,
    news: Arc<Notify>,
}

impl AccessTokens {
    /// For what is open under a token: it learns when the token counts for nothing any more. None: this process has no tokens.
    #[must_use]
    pub fn watch(&self, principal: &Arc<Principal>) -> Option<TokenWatch> {
        let verifier = self.0.as_ref()?;
        let news = verifier.watched.join(principal);
        Some(TokenWatch { verifier: Arc::clone(verifier), principal: Arc::clone(principal), news })
    }

    #[cfg(test)]
    pub(super) fn watched_count(&self) -> usize {
        self.0.as_ref().map_or(0, |verifier| verifier.watched.len())
    }
}

impl TokenWatch {
    /// Waits until the session has ended or the rights have changed, and says which. The expiry is for the caller to wait for.
    pub async fn ended(&self) -> AccessRefused {
        loop {
            // Before looking: news that comes in between ends the wait below.
            let news = self.news.notified();
            if let Some(refused) = self.verifier.refusal(&self.principal, self.verifier.now()) {
                return refused;
            }
            news.await;
        }
    }
}

impl Drop for TokenWatch {
    fn drop(&mut self) {
        self.verifier.watched.leave(self.principal.session);
    }
}

impl std::fmt::Debug for TokenWatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenWatch(..)")
    }
}
