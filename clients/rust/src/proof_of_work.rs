//! Proof of work, which a place in a line or the session of a guest may cost.

use sha2::{Digest, Sha256};

/// Far beyond what the highest difficulty needs.
const ATTEMPTS_MAX: u32 = 1 << 30;

/// What is shown by [`CallOptions::proof_of_work`]: the challenge, a full stop, and a number with which their digest begins with so many zero bits.
/// It keeps its thread busy until it is done. None: no solution was found.
///
/// [`CallOptions::proof_of_work`]: crate::CallOptions::proof_of_work
#[must_use]
pub fn proof_of(challenge: &str, difficulty: u32) -> Option<String> {
    let begun = Sha256::new().chain_update(challenge).chain_update(b".");
    let zeros = |attempt: u32| {
        let digest = begun.clone().chain_update(attempt.to_string()).finalize();
        digest.iter().take(8).fold(0_u64, |head, byte| head << 8 | u64::from(*byte)).leading_zeros()
    };
    let found = (0..ATTEMPTS_MAX).find(|attempt| zeros(*attempt) >= difficulty);
    found.map(|attempt| format!("{challenge}.{attempt}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_solution_makes_a_digest_with_so_many_zero_bits() {
        let proof = proof_of("abc", 10).unwrap();
        assert!(proof.starts_with("abc."), "{proof}");
        let head = Sha256::digest(&proof);
        assert!(head[0] == 0 && head[1] < 0b0100_0000, "{proof}");
        assert_eq!(proof_of("abc", 0).as_deref(), Some("abc.0"));
    }
}
