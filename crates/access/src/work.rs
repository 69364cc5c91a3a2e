//! Proof of work: the price of what anyone may have for the asking, a place in a line or the session of a guest. It makes them dearer for one who wants
//! thousands of them, and shows nothing about who asks: a machine can pay it as well as a person.

use std::time::Duration;

use primitives::Timestamp;
use sha2::{Digest, Sha256};

/// In leading zero bits of a digest, each of which doubles the work. At a hundred thousand attempts a second, which the shop's worker makes on a busy
/// machine, 14 take a sixth of a second and 22 most of a minute.
pub const WORK_BITS_MAX: u32 = 22;
/// On the slowest machine that is meant to be served.
pub const SOLVED_WITHIN: Duration = Duration::from_secs(300);
/// The price may rise by so much while a client works. To keep cheap challenges for later gains no more than that.
const RISES_BY: u32 = 2;
/// A longer one is none of a client that works as it should.
const SOLUTION_CHARS_MAX: usize = 20;

/// So much work, as of then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkPrice {
    pub bits: u32,
    pub asked_at: Timestamp,
}

/// Text that a client has to find a solution for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkChallenge {
    pub challenge: String,
    pub bits: u32,
}

/// What a client shows: a challenge, and text that solves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkProof {
    pub challenge: String,
    pub solution: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WorkRefusal {
    #[error("this costs proof of work")]
    Missing,
    #[error("the challenge is not genuine")]
    Forged,
    #[error("the challenge was made for someone else, or for something else")]
    Foreign,
    #[error("the challenge is too old")]
    Expired,
    #[error("this costs more by now than the challenge asks for")]
    TooEasy,
    #[error("the solution does not solve the challenge")]
    Unsolved,
    #[error("this work has been paid with before")]
    Used,
}

impl WorkPrice {
    /// Whether a proof of this price is worth what is asked now.
    pub fn pays(self, asked: Self, proof: &WorkProof) -> Result<(), WorkRefusal> {
        if asked.asked_at.since(self.asked_at) >= SOLVED_WITHIN {
            return Err(WorkRefusal::Expired);
        }
        if self.bits + RISES_BY < asked.bits {
            return Err(WorkRefusal::TooEasy);
        }
        if is_solved(proof, self.bits) { Ok(()) } else { Err(WorkRefusal::Unsolved) }
    }
}

/// Whether SHA-256 of the challenge, a full stop and the solution begins with so many zero bits. It is computed once.
#[must_use]
pub fn is_solved(WorkProof { challenge, solution }: &WorkProof, bits: u32) -> bool {
    if solution.len() > SOLUTION_CHARS_MAX {
        return false;
    }
    let mut digest = Sha256::new();
    digest.update(challenge);
    digest.update(b".");
    digest.update(solution);
    let head = digest.finalize().iter().take(8).fold(0, |head, byte| head << 8 | u64::from(*byte));
    head.leading_zeros() >= bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(bits: u32, seconds: u64) -> WorkPrice {
        WorkPrice { bits, asked_at: Timestamp::from_micros(0).plus(Duration::from_secs(seconds)) }
    }

    fn solved(challenge: &str, bits: u32) -> WorkProof {
        let mut tried = (0..1_000_000_u32)
            .map(|number| WorkProof { challenge: challenge.to_owned(), solution: number.to_string() });
        tried.find(|proof| is_solved(proof, bits)).unwrap()
    }

    #[test]
    fn work_is_done_by_trying_and_known_at_once() {
        let proof = solved("a", 8);
        assert!(
            !is_solved(&WorkProof { challenge: "b".to_owned(), ..proof.clone() }, 8),
            "another challenge"
        );
        assert!(is_solved(&proof, 0) && !is_solved(&proof, 64));
        let long = WorkProof { solution: "0".repeat(21), ..proof };
        assert!(!is_solved(&long, 0), "too long");
    }

    #[test]
    fn work_pays_for_a_while_and_while_the_price_rises_by_little() {
        let proof = solved("a", 8);
        let pays = |asked| price(8, 0).pays(asked, &proof);
        assert_eq!(pays(price(10, 299)), Ok(()), "the price has risen a little");
        assert_eq!(pays(price(8, 300)), Err(WorkRefusal::Expired));
        assert_eq!(pays(price(11, 0)), Err(WorkRefusal::TooEasy));
        assert_eq!(price(64, 0).pays(price(8, 0), &proof), Err(WorkRefusal::Unsolved));
    }
}
