//! The keys of tokens while the secret behind them changes.
//!
//! All processes of an installation get a new secret within a minute or two of each other, in any order. So a process that has it accepts its
//! tokens at once, goes on signing with the one before until all others have it too, and accepts the one before until its last token has
//! run out.

use std::sync::Arc;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{DecodingKey, EncodingKey};
use parking_lot::Mutex;
use primitives::Timestamp;
use settings::{RotatingSecret, Secret};
use sha2::Sha256;

/// Longer than it takes until every process has the new secret.
pub(crate) const SIGNS_AFTER: Duration = Duration::from_secs(2 * 60);
/// Until the last process has begun to sign with the new secret, and what it had signed before has run out.
pub(crate) const ACCEPTED_FOR: Duration = Duration::from_secs(6 * 60);
pub(crate) const SECRET_BYTES_MIN: usize = 32;
/// How often the file of the secret is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);

pub(crate) struct KeyPair {
    pub(crate) signing: EncodingKey,
    pub(crate) checking: DecodingKey,
}

pub(crate) struct KeyRing {
    label: &'static [u8],
    source: Option<RotatingSecret>,
    state: Mutex<State>,
}

struct State {
    /// The newest is the last one. Never empty.
    keys: Vec<Known>,
    looked_at: Option<Timestamp>,
}

struct Known {
    pair: Arc<KeyPair>,
    secret: Secret<String>,
    since: Timestamp,
}

impl KeyPair {
    /// The key itself is never the secret. `label`: what it is for, so that no other use of the same secret makes the same key.
    pub(crate) fn derive(label: &[u8], secret: &[u8]) -> Self {
        let mut keyed = Hmac::<Sha256>::new_from_slice(secret)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        keyed.update(label);
        let key = keyed.finalize().into_bytes();
        let never = "a digest is not empty";
        Self {
            signing: EncodingKey::from_secret(&key).unwrap_or_else(|_| unreachable!("{never}")),
            checking: DecodingKey::from_secret(&key).unwrap_or_else(|_| unreachable!("{never}")),
        }
    }
}

impl KeyRing {
    pub(crate) fn of(label: &'static [u8], secret: &[u8]) -> Self {
        let first = Known {
            pair: Arc::new(KeyPair::derive(label, secret)),
            secret: Secret::new(String::new()),
            since: Timestamp::from_micros(0),
        };
        Self { label, source: None, state: Mutex::new(State { keys: vec![first], looked_at: None }) }
    }

    pub(crate) fn rotating(label: &'static [u8], source: RotatingSecret) -> Self {
        let secret = source.current();
        let ring = Self::of(label, secret.expose().as_bytes());
        if let Some(first) = ring.state.lock().keys.first_mut() {
            first.secret = secret;
        }
        Self { source: Some(source), ..ring }
    }

    /// The newest that all other processes have by now.
    pub(crate) fn signing(&self, now: Timestamp) -> Option<Arc<KeyPair>> {
        let state = self.looked(now);
        let is_everywhere = |known: &&Known| known.since.plus(SIGNS_AFTER) <= now;
        let known = state.keys.iter().rfind(is_everywhere).or(state.keys.first())?;
        Some(Arc::clone(&known.pair))
    }

    /// All that are accepted, the newest first.
    pub(crate) fn accepted(&self, now: Timestamp) -> Vec<Arc<KeyPair>> {
        self.looked(now).keys.iter().rev().map(|known| Arc::clone(&known.pair)).collect()
    }

    fn looked(&self, now: Timestamp) -> parking_lot::MutexGuard<'_, State> {
        let mut state = self.state.lock();
        let is_due = state.looked_at.is_none_or(|at| at.plus(LOOK_EVERY) <= now || at > now);
        if let (Some(source), true) = (&self.source, is_due) {
            state.looked_at = Some(now);
            state.learn(self.label, source.current(), now);
        }
        state
    }
}

impl State {
    fn learn(&mut self, label: &[u8], secret: Secret<String>, now: Timestamp) {
        let is_new = self.keys.last().is_some_and(|newest| newest.secret != secret);
        if is_new && secret.expose().len() >= SECRET_BYTES_MIN {
            let pair = Arc::new(KeyPair::derive(label, secret.expose().as_bytes()));
            self.keys.push(Known { pair, secret, since: now });
        }
        // One is accepted until its successor has been known for long.
        let known_for_long = self.keys.iter().rposition(|known| known.since.plus(ACCEPTED_FOR) <= now);
        self.keys.drain(..known_for_long.unwrap_or(0));
    }
}
