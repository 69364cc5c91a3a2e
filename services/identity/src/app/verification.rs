//! What other services, and anyone who verifies tokens, have to know.

use access::{ACCESS_TOKEN_LIFE, DEVICE_TOKEN_LIFE, KEY_TOKEN_LIFE, VerificationKey};
use primitives::Timestamp;
use uuid::Uuid;

use super::Identity;
use super::error::AuthError;
use crate::store::ChangedUser;

const MICROS_PER_SECOND: i64 = 1_000_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    pub issuer: String,
    pub keys: Vec<VerificationKey>,
    /// Each with the time after which no token of it lives.
    pub ended: Vec<(Uuid, Timestamp)>,
    /// Users whose rights have changed, each with the time after which no token of an older version lives.
    pub changed: Vec<ChangedUser>,
}

/// When the last access token has expired of a session that ends now.
pub(super) fn tokens_until(ended_at: Timestamp) -> Timestamp {
    ended_at.plus(ACCESS_TOKEN_LIFE)
}

pub(super) fn key_tokens_until(revoked_at: Timestamp) -> Timestamp {
    revoked_at.plus(KEY_TOKEN_LIFE)
}

pub(super) fn device_tokens_until(revoked_at: Timestamp) -> Timestamp {
    revoked_at.plus(DEVICE_TOKEN_LIFE)
}

/// As tokens have times: whole seconds since 1970.
pub(super) fn seconds(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(MICROS_PER_SECOND)
}

impl Identity {
    /// In memory.
    #[must_use]
    pub fn public_keys(&self) -> Vec<VerificationKey> {
        self.keys.public()
    }

    pub async fn verification(&self) -> Result<Verification, AuthError> {
        let now = self.now();
        let since = now.minus(ACCESS_TOKEN_LIFE);
        let sessions = self.store.sessions_ended_since(since).await?.into_iter();
        let keys = self.store.api_keys_revoked_since(now.minus(KEY_TOKEN_LIFE)).await?.into_iter();
        let devices = self.store.gate_devices_revoked_since(now.minus(DEVICE_TOKEN_LIFE)).await?.into_iter();
        let ended = sessions.map(|(session, at)| (session, tokens_until(at)));
        let ended = ended.chain(keys.map(|(key, at)| (key, key_tokens_until(at))));
        let ended = ended.chain(devices.map(|(device, at)| (device, device_tokens_until(at))));
        let changed = self.store.rights_changed_since(since).await?.into_iter();
        Ok(Verification {
            issuer: self.site.origin.clone(),
            keys: self.keys.public(),
            ended: ended.collect(),
            changed: changed.map(|(user, version, at)| (user, version, tokens_until(at))).collect(),
        })
    }
}
