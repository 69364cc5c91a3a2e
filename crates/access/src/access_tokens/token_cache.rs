//! What the tokens of the last minutes were found to say, by their digests: verifying a signature costs more than making a hold.

use std::collections::HashMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::roles::Principal;

/// So many in each of the two halves.
const HALF_MAX: usize = 32 * 1024;

pub(super) type TokenDigest = [u8; 32];

pub(super) fn digest(token: &str) -> TokenDigest {
    Sha256::digest(token.as_bytes()).into()
}

/// In two halves: when the new one is full, it becomes the old one, whose entries are forgotten unless they are used again.
#[derive(Debug, Default)]
pub(super) struct TokenCache {
    new: HashMap<TokenDigest, Arc<Principal>>,
    old: HashMap<TokenDigest, Arc<Principal>>,
}

impl TokenCache {
    pub(super) fn get(&mut self, token: &TokenDigest) -> Option<Arc<Principal>> {
        if let Some(principal) = self.new.get(token) {
            return Some(Arc::clone(principal));
        }
        let principal = self.old.remove(token)?;
        self.insert(*token, Arc::clone(&principal));
        Some(principal)
    }

    pub(super) fn insert(&mut self, token: TokenDigest, principal: Arc<Principal>) {
        if self.new.len() >= HALF_MAX {
            self.old = std::mem::take(&mut self.new);
        }
        self.new.insert(token, principal);
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use primitives::UserId;
    use uuid::Uuid;

    use super::*;

    fn principal() -> Arc<Principal> {
        Arc::new(Principal {
            subject: UserId::parse("u:1").unwrap(),
            session: Uuid::nil(),
            guest: None,
            authenticated_at: 0,
            issued_at: 0,
            expires_at: 0,
            rights: crate::Rights::default(),
            gate: None,
        })
    }

    #[test]
    fn it_is_bounded_and_keeps_what_is_used() {
        let (mut cache, principal) = (TokenCache::default(), principal());
        let used = digest("used");
        cache.insert(used, Arc::clone(&principal));
        for number in 0..3 * HALF_MAX {
            cache.insert(digest(&number.to_string()), Arc::clone(&principal));
            assert!(number % 1_000 != 0 || cache.get(&used).is_some(), "forgotten after {number}");
        }
        assert!(cache.new.len() + cache.old.len() <= 2 * HALF_MAX);
        assert_eq!(cache.get(&digest("0")), None);
    }
}
