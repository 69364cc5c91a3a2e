//! What goes to a provider with a log-in, and has to come back from there: computed from the id of the attempt, and never stored.

use uuid::Uuid;

use super::signed_ids::SignedIds;
use crate::ports::LoginProof;

#[derive(Clone)]
pub struct LoginProofs {
    states: SignedIds,
    nonces: SignedIds,
    verifiers: SignedIds,
}

impl LoginProofs {
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self {
            states: SignedIds::new(b"holdfast states of log-ins at providers 1", secret),
            nonces: SignedIds::new(b"holdfast nonces of log-ins at providers 1", secret),
            verifiers: SignedIds::new(b"holdfast verifiers of log-ins at providers 1", secret),
        }
    }

    /// For the address of the provider and for the cookie of the browser: only where both are the same it is the browser that began.
    #[must_use]
    pub fn state(&self, attempt: Uuid) -> String {
        self.states.sign(attempt)
    }

    /// The attempt that a genuine state names.
    #[must_use]
    pub fn attempt(&self, state: &str) -> Option<Uuid> {
        self.states.verify(state)
    }

    #[must_use]
    pub fn proof(&self, attempt: Uuid) -> LoginProof {
        LoginProof { nonce: self.nonces.secret(attempt), verifier: self.verifiers.secret(attempt) }
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
