//! What goes to a provider with a log-in, and has to come back from there: computed from the id of the attempt, and never stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::ports::LoginProof;

const LABEL: &[u8] = b"holdfast log-ins at providers 1";
const STATE: &[u8] = b"state";
const NONCE: &[u8] = b"nonce";
const VERIFIER: &[u8] = b"verifier";
const ID_BYTES: usize = 16;
const TEXT_BYTES_MAX: usize = 128;

#[derive(Clone)]
pub struct LoginProofs(Hmac<Sha256>);

impl LoginProofs {
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        let mut keyed = Hmac::<Sha256>::new_from_slice(secret)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        keyed.update(LABEL);
        Self(keyed)
    }

    /// For the address of the provider and for the cookie of the browser: only where both are the same it is the browser that began.
    #[must_use]
    pub fn state(&self, attempt: Uuid) -> String {
        let digest = self.digest(STATE, attempt).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([attempt.as_bytes().as_slice(), digest.as_slice()].concat())
    }

    /// The attempt that a genuine state names. Compares in constant time.
    #[must_use]
    pub fn attempt(&self, state: &str) -> Option<Uuid> {
        let state = Some(state).filter(|state| state.len() <= TEXT_BYTES_MAX)?;
        let bytes = URL_SAFE_NO_PAD.decode(state).ok()?;
        let (id, digest) = bytes.split_at_checked(ID_BYTES)?;
        let attempt = Uuid::from_slice(id).ok()?;
        self.digest(STATE, attempt).verify_slice(digest).ok().map(|()| attempt)
    }

    #[must_use]
    pub fn proof(&self, attempt: Uuid) -> LoginProof {
        let text = |label| URL_SAFE_NO_PAD.encode(self.digest(label, attempt).finalize().into_bytes());
        LoginProof { nonce: text(NONCE), verifier: text(VERIFIER) }
    }

    fn digest(&self, label: &[u8], attempt: Uuid) -> Hmac<Sha256> {
        let mut digest = self.0.clone();
        digest.update(label);
        digest.update(attempt.as_bytes());
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_genuine_state_names_an_attempt() {
        let (proofs, attempt) = (LoginProofs::new(b"secret"), Uuid::from_u128(7));
        let state = proofs.state(attempt);
        assert_eq!(proofs.attempt(&state), Some(attempt));
        let of_another = LoginProofs::new(b"another").state(attempt);
        for wrong in ["", "AAAA", &state[1..], &format!("{state}A"), &of_another, &"A".repeat(100_000)] {
            assert_eq!(proofs.attempt(wrong), None, "{wrong:.60}");
        }
    }

    #[test]
    fn what_is_secret_of_an_attempt_is_in_nothing_that_others_see() {
        let proofs = LoginProofs::new(b"secret");
        let (one, other) = (proofs.proof(Uuid::from_u128(7)), proofs.proof(Uuid::from_u128(8)));
        assert!(one.nonce != other.nonce && one.verifier != other.verifier && one.nonce != one.verifier);
        // As RFC 7636 has it.
        assert!((43..=128).contains(&one.verifier.len()));
        assert_eq!(format!("{one:?}"), "LoginProof(..)");
    }
}
