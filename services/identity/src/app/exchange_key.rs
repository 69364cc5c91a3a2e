//! A program exchanges its key for an access token: services know tokens alone.

use std::collections::BTreeMap;
use std::time::Duration;

use access::{AccessClaims, GatePlace, KEY_TOKEN_LIFE, Rights};
use primitives::Timestamp;
use settings::Secret;
use uuid::Uuid;

use super::Identity;
use super::error::AuthError;
use super::secret_digest::SecretDigest;
use crate::domain::{PresentedApiKey, Subject};
use crate::metrics;

/// An access token of what has no session.
#[derive(Debug, Clone)]
pub struct IssuedToken {
    pub access_token: Secret<String>,
    pub life: Duration,
}

/// Whose token it is, and for what.
pub(super) struct TokenHolder {
    /// Of the key or the device: what ends it, ends the token.
    pub(super) id: Uuid,
    pub(super) subject: Subject,
    pub(super) method: &'static str,
    pub(super) rights: Rights,
    pub(super) gate: Option<GatePlace>,
}

impl Identity {
    /// Takes as long whether there is such a key or not.
    pub async fn exchange_key(&self, presented: &PresentedApiKey) -> Result<IssuedToken, AuthError> {
        let (key, digest) = self.store.api_key(presented.id).await?.unzip();
        let digest = digest.map_or_else(SecretDigest::of_none, SecretDigest::stored);
        let is_right = digest.is_of(&presented.secret);
        metrics::key_exchanged(is_right && key.is_some());
        let key = key.filter(|_| is_right).ok_or(AuthError::KeyWrong)?;
        let holder = TokenHolder {
            id: key.id,
            subject: Subject::api_key(key.id),
            method: "key",
            rights: Rights { orgs: BTreeMap::from([(key.org, key.role)]), ..Rights::default() },
            gate: None,
        };
        let now = self.now();
        self.issue_to(holder, now, now.plus(KEY_TOKEN_LIFE))
    }

    pub(super) fn issue_to(
        &self,
        holder: TokenHolder,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<IssuedToken, AuthError> {
        let claims = AccessClaims {
            issuer: self.site.origin.clone(),
            subject: holder.subject.as_id().clone(),
            session: holder.id,
            token: self.ids.uuid(now),
            issued_at: now,
            expires_at,
            authenticated_at: now,
            method: holder.method,
            guest: None,
            rights: holder.rights,
            gate: holder.gate,
        };
        let access_token = self.keys.current(now).ok_or(AuthError::NoKey)?.sign(&claims)?;
        Ok(IssuedToken { access_token: Secret::new(access_token), life: expires_at.since(now) })
    }
}
