//! Proof of work, as the price of a place: how much is asked for, and whether it was done. It makes places dearer for one who wants thousands of
//! them, and shows nothing about who asks: a machine can pay it as well as a person.

use std::time::Duration;

use primitives::{EventId, Timestamp, VisitorId};
use sha2::{Digest, Sha256};

use super::place::JoinIndex;

/// In leading zero bits of a digest, each of which doubles the work. At a hundred thousand attempts a second, which the shop's worker makes on a busy
/// machine, 14 take a sixth of a second and 22 most of a minute.
pub const WORK_BITS_MAX: u32 = 22;
/// On the slowest machine that is meant to have a place.
pub const SOLVED_WITHIN: Duration = Duration::from_secs(300);
/// So many places in a minute are what a household, or a lecture hall, may want.
const JOINS_AT_THE_LEAST: u32 = 8;
/// The price may rise by so much while a visitor works. To keep cheap challenges for later gains no more than that.
const RISES_BY: u32 = 2;
/// For an address that holds seats again and again and orders nothing: four times the work, and no more than a price may rise by at once.
const CHURN_BITS: u32 = 2;
/// A longer one is none of a client that works as it should.
const SOLUTION_CHARS_MAX: usize = 20;

/// What the price of a place follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceFacts {
    /// What is asked of every visitor, in bits; zero: nothing.
    pub base: u32,
    /// How many have got a place from the network of the visitor in the last minute.
    pub joins: u32,
    /// At the visitor's address seats are held again and again and nothing is ordered.
    pub churns: bool,
}

/// What a challenge was made for. It buys one place, because the place that it gives is another one than the place that it is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkTerms {
    pub event: EventId,
    /// Of the room.
    pub epoch: u64,
    pub visitor: VisitorId,
    /// The place of the visitor that has ended; None: the visitor has had none.
    pub instead_of: Option<JoinIndex>,
    pub bits: u32,
    pub asked_at: Timestamp,
}

/// What a visitor shows: a challenge, and text that solves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkProof {
    pub challenge: String,
    pub solution: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WorkRefusal {
    #[error("a new place in this line costs proof of work")]
    Missing,
    #[error("the challenge is not genuine")]
    Forged,
    #[error("the challenge is another visitor's, or of another line")]
    Foreign,
    #[error("the challenge is too old")]
    Expired,
    #[error("places cost more by now than this challenge asks for")]
    TooEasy,
    #[error("the solution does not solve the challenge")]
    Unsolved,
    #[error("this work has been paid with before")]
    Used,
}

/// Twice the work for a network that wants twice as many places.
#[must_use]
pub fn work_bits(PriceFacts { base, joins, churns }: PriceFacts) -> u32 {
    if base == 0 {
        return 0;
    }
    let times = (joins / JOINS_AT_THE_LEAST).max(1);
    let more = if churns { CHURN_BITS } else { 0 };
    (base + times.ilog2() + more).min(WORK_BITS_MAX)
}

impl WorkTerms {
    /// Whether this pays for a place that is worth `asked` as of now, to the same visitor in the same line.
    pub fn check(&self, asked: &Self, proof: &WorkProof) -> Result<(), WorkRefusal> {
        let whose = |terms: &Self| (terms.event, terms.epoch, terms.visitor);
        if whose(self) != whose(asked) {
            return Err(WorkRefusal::Foreign);
        }
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

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_micros(0).plus(Duration::from_secs(seconds))
    }

    fn terms() -> WorkTerms {
        let (event, visitor) = (EventId::new(4).unwrap(), VisitorId(7));
        WorkTerms { event, epoch: 1, visitor, instead_of: None, bits: 8, asked_at: at(0) }
    }

    fn solved(challenge: &str, bits: u32) -> WorkProof {
        let tried = (0..1_000_000_u32)
            .map(|n| WorkProof { challenge: challenge.to_owned(), solution: n.to_string() });
        tried.into_iter().find(|proof| is_solved(proof, bits)).unwrap()
    }

    #[test]
    fn a_network_that_wants_many_places_works_for_them_and_one_that_is_asked_nothing_does_not() {
        let of = |base, joins| work_bits(PriceFacts { base, joins, churns: false });
        for (joins, bits) in [(0, 14), (15, 14), (16, 15), (64, 17), (8 << 20, 22), (u32::MAX, 22)] {
            assert_eq!(of(14, joins), bits, "{joins} joins");
        }
        assert_eq!((of(0, u32::MAX), of(22, 0), of(22, 64)), (0, 22, 22));
        let dearer = |base, joins| work_bits(PriceFacts { base, joins, churns: true });
        assert_eq!((dearer(0, 0), dearer(14, 0), dearer(14, 16), dearer(22, 0)), (0, 16, 17, 22));
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
    fn work_pays_for_the_visitor_the_line_and_the_time_that_it_was_asked_for() {
        let (paid, proof) = (terms(), solved("a", 8));
        let check = |asked: WorkTerms| paid.check(&asked, &proof);
        assert_eq!(
            check(WorkTerms { asked_at: at(299), bits: 10, ..paid }),
            Ok(()),
            "the price has risen a little"
        );
        for (asked, refusal) in [
            (WorkTerms { event: EventId::new(5).unwrap(), ..paid }, WorkRefusal::Foreign),
            (WorkTerms { epoch: 2, ..paid }, WorkRefusal::Foreign),
            (WorkTerms { visitor: VisitorId(8), ..paid }, WorkRefusal::Foreign),
            (WorkTerms { asked_at: at(300), ..paid }, WorkRefusal::Expired),
            (WorkTerms { bits: 11, ..paid }, WorkRefusal::TooEasy),
        ] {
            assert_eq!(check(asked), Err(refusal));
        }
        let dearer = WorkTerms { bits: 64, ..paid };
        assert_eq!(dearer.check(&paid, &proof), Err(WorkRefusal::Unsolved));
    }
}
