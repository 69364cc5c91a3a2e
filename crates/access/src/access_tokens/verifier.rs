//! Verifies access tokens with what identity has said.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use parking_lot::{Mutex, RwLock};
use primitives::{Clock, UserId};
use uuid::Uuid;

use super::changed_rights::{ChangedRights, RightsVersions};
use super::claims::{AUDIENCE, Claims};
use super::ended_sessions::EndedSessions;
use super::token_cache::{TokenCache, digest};
use super::watched_sessions::WatchedSessions;
use super::{RECENT_SECONDS, SKEW_SECONDS, TOKEN_BYTES_MAX, header};
use crate::roles::Principal;
use crate::service_tokens::seconds;

/// A public key of Ed25519.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationKey {
    pub kid: String,
    /// In base64url.
    pub x: String,
}

/// A session that has ended, and until when (in whole seconds since 1970) access tokens of it would live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedSession {
    pub session: Uuid,
    pub tokens_until: i64,
}

/// Why a token that was presented counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessRefused {
    /// Says no more: the difference would help a forger.
    #[error("the access token is not valid")]
    Invalid,
    #[error("the access token has expired")]
    Expired,
    #[error("the session has ended")]
    SessionEnded,
    /// The rights of its subject have changed since. Another token of the same session says what they are now.
    #[error("the access token says what the rights were before")]
    Outdated,
    /// Identity has not been heard since this process started.
    #[error("access tokens cannot be verified yet")]
    NotReady,
}

#[derive(Debug, thiserror::Error)]
#[error("the key {kid} is no public key of Ed25519")]
pub struct InvalidKey {
    kid: String,
    source: jsonwebtoken::errors::Error,
}

/// Clones are one verifier.
#[derive(Clone)]
pub struct AccessTokens(pub(super) Option<Arc<Verifier>>);

pub(super) struct Verifier {
    clock: Arc<dyn Clock>,
    known: RwLock<Option<Known>>,
    ended: RwLock<EndedSessions>,
    rights: RwLock<RightsVersions>,
    cache: Mutex<TokenCache>,
    pub(super) watched: WatchedSessions,
}

/// What identity has said last.
struct Known {
    issuer: String,
    keys: Vec<VerificationKey>,
    decoding: HashMap<String, DecodingKey>,
}

impl AccessTokens {
    /// Knows no key before [`Self::learn`].
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self(Some(Arc::new(Verifier {
            clock,
            known: RwLock::default(),
            ended: RwLock::default(),
            rights: RwLock::default(),
            cache: Mutex::default(),
            watched: WatchedSessions::default(),
        })))
    }

    /// Of a process that knows no identity: it refuses all.
    #[must_use]
    pub fn closed() -> Self {
        Self(None)
    }

    /// From now on only tokens under these keys are genuine.
    pub fn learn(&self, issuer: &str, keys: &[VerificationKey]) -> Result<(), InvalidKey> {
        let Some(verifier) = &self.0 else { return Ok(()) };
        let decoding = keys.iter().map(|key| {
            let decoded = DecodingKey::from_ed_components(&key.x);
            decoded
                .map(|decoded| (key.kid.clone(), decoded))
                .map_err(|source| InvalidKey { kid: key.kid.clone(), source })
        });
        let decoding = decoding.collect::<Result<_, _>>()?;
        let mut known = verifier.known.write();
        if known.as_ref().is_none_or(|known| known.issuer != issuer || known.keys != keys) {
            *known = Some(Known { issuer: issuer.to_owned(), keys: keys.to_vec(), decoding });
            verifier.cache.lock().clear();
        }
        Ok(())
    }

    /// Their tokens are refused from now on, and what is open under them learns it. False: not all could be remembered.
    pub fn end_sessions(&self, ended: impl IntoIterator<Item = EndedSession>) -> bool {
        let Some(verifier) = &self.0 else { return true };
        let ended: Vec<EndedSession> = ended.into_iter().collect();
        let all = verifier.remember_ended(&ended);
        verifier.watched.tell_sessions(ended.iter().map(|ended| ended.session));
        all
    }

    /// Tokens of these subjects that say an older version of their rights are refused from now on, and what is open under them learns it. False: not
    /// all could be remembered.
    pub fn change_rights(&self, changed: impl IntoIterator<Item = ChangedRights>) -> bool {
        let Some(verifier) = &self.0 else { return true };
        let changed: Vec<ChangedRights> = changed.into_iter().collect();
        let subjects: HashSet<UserId> = changed.iter().map(|changed| changed.subject.clone()).collect();
        let all = verifier.remember_changed(changed);
        verifier.watched.tell_subjects(&subjects);
        all
    }

    /// How many sessions are remembered to have ended.
    #[must_use]
    pub fn ended_count(&self) -> usize {
        self.0.as_ref().map_or(0, |verifier| verifier.ended.read().len())
    }

    /// Whether tokens can be judged at all.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.0.as_ref().is_none_or(|verifier| verifier.known.read().is_some())
    }

    /// How long the token of this principal is good for from now on.
    #[must_use]
    pub fn time_left(&self, principal: &Principal) -> Duration {
        let now = self.0.as_ref().map_or(principal.expires_at, |verifier| verifier.now());
        Duration::from_secs(u64::try_from(principal.expires_at.saturating_sub(now)).unwrap_or(0))
    }

    /// Whether the password was given so short a time ago that it counts for what is dangerous.
    #[must_use]
    pub fn is_recent(&self, principal: &Principal) -> bool {
        let Some(verifier) = &self.0 else { return false };
        let age = verifier.now().saturating_sub(principal.authenticated_at);
        (-SKEW_SECONDS..=RECENT_SECONDS).contains(&age)
    }

    /// Who a token names that is genuine, has not expired, whose session has not ended, and whose rights are what it says.
    pub fn verify(&self, token: &str) -> Result<Arc<Principal>, AccessRefused> {
        let verifier = self.0.as_ref().ok_or(AccessRefused::Invalid)?;
        let now = verifier.now();
        let principal = verifier.genuine(token, now)?;
        match verifier.refusal(&principal, now) {
            Some(refused) => Err(refused),
            None => Ok(principal),
        }
    }
}

impl Verifier {
    pub(super) fn now(&self) -> i64 {
        seconds(self.clock.now())
    }

    /// Why a genuine token counts for nothing, if it does not.
    pub(super) fn refusal(&self, principal: &Principal, now: i64) -> Option<AccessRefused> {
        if principal.expires_at <= now {
            return Some(AccessRefused::Expired);
        }
        if self.ended.read().contains(principal.session) {
            return Some(AccessRefused::SessionEnded);
        }
        self.rights.read().is_outdated(principal).then_some(AccessRefused::Outdated)
    }

    fn remember_ended(&self, ended: &[EndedSession]) -> bool {
        let now = self.now();
        let mut sessions = self.ended.write();
        sessions.forget_expired(now);
        let added = ended.iter().map(|session| sessions.add(session.session, session.tokens_until, now));
        added.fold(true, |all, added| all & added)
    }

    fn remember_changed(&self, changed: Vec<ChangedRights>) -> bool {
        let now = self.now();
        let mut rights = self.rights.write();
        rights.forget_expired(now);
        let added = changed.into_iter().map(|changed| rights.add(changed, now));
        added.fold(true, |all, added| all & added)
    }

    fn genuine(&self, token: &str, now: i64) -> Result<Arc<Principal>, AccessRefused> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(AccessRefused::Invalid);
        }
        let digest = digest(token);
        if let Some(principal) = self.cache.lock().get(&digest) {
            return Ok(principal);
        }
        let key_id = header::key_id(token).ok_or(AccessRefused::Invalid)?;
        // The keys stay as they are until it is in the cache: one that has gone must not leave a token behind.
        let known = self.known.read();
        let known = known.as_ref().ok_or(AccessRefused::NotReady)?;
        let principal = known.decode(&key_id, token).and_then(|claims| claims.principal(now));
        let principal = Arc::new(principal.ok_or(AccessRefused::Invalid)?);
        self.cache.lock().insert(digest, Arc::clone(&principal));
        Ok(principal)
    }
}

impl Known {
    fn decode(&self, key_id: &str, token: &str) -> Option<Claims> {
        let key = self.decoding.get(key_id)?;
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[&self.issuer]);
        rules.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        // Time is a parameter here, so it is compared elsewhere.
        rules.validate_exp = false;
        jsonwebtoken::decode::<Claims>(token, key, &rules).ok().map(|token| token.claims)
    }
}

impl std::fmt::Debug for AccessTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessTokens(..)")
    }
}
