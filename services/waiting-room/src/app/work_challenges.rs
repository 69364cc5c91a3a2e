//! What is asked of a visitor for a place, signed, so that nothing has to be remembered of it until it is paid.

use access::{WorkPrice, WorkSeal};
use primitives::{EventId, VisitorId};

use crate::domain::work::WorkTerms;
use crate::domain::{JoinIndex, PLACES_MAX};

/// So that no other use of the same secret makes the same key.
const LABEL: &[u8] = b"holdfast work challenges 1";
const WHAT_BYTES: usize = 36;
/// No place has this index.
const NO_PLACE: u32 = u32::MAX;
const _: () = assert!(PLACES_MAX < NO_PLACE, "every place has an index of its own");

pub(super) struct WorkChallenges(WorkSeal);

impl WorkChallenges {
    pub(super) fn new(secret: &[u8]) -> Self {
        Self(WorkSeal::new(LABEL, secret))
    }

    pub(super) fn sign(&self, terms: &WorkTerms) -> String {
        let mut what = Vec::with_capacity(WHAT_BYTES);
        what.extend_from_slice(&terms.event.get().to_be_bytes());
        what.extend_from_slice(&terms.epoch.to_be_bytes());
        what.extend_from_slice(&terms.visitor.0.to_be_bytes());
        what.extend_from_slice(&terms.instead_of.map_or(NO_PLACE, |index| index.0).to_be_bytes());
        self.0.seal(&what, terms.price())
    }

    /// None: it is not genuine.
    pub(super) fn read(&self, challenge: &str) -> Option<WorkTerms> {
        let (what, WorkPrice { bits, asked_at }) = self.0.open(challenge)?;
        let (event, rest) = what.split_first_chunk()?;
        let (epoch, rest) = rest.split_first_chunk()?;
        let (visitor, instead_of) = rest.split_first_chunk()?;
        let instead_of = u32::from_be_bytes(instead_of.try_into().ok()?);
        Some(WorkTerms {
            event: EventId::new(i64::from_be_bytes(*event)).ok()?,
            epoch: u64::from_be_bytes(*epoch),
            visitor: VisitorId(u128::from_be_bytes(*visitor)),
            instead_of: (instead_of != NO_PLACE).then_some(JoinIndex(instead_of)),
            bits,
            asked_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use primitives::Timestamp;

    use super::*;

    #[test]
    fn a_challenge_says_what_was_asked_and_another_s_nothing() {
        let challenges = WorkChallenges::new(b"secret");
        let (event, asked_at) = (EventId::new(4).unwrap(), Timestamp::from_micros(1 << 50));
        let first =
            WorkTerms { event, epoch: 9, visitor: VisitorId(1 << 100), instead_of: None, bits: 14, asked_at };
        let again = WorkTerms { instead_of: Some(JoinIndex(0)), ..first };
        for terms in [first, again] {
            assert_eq!(challenges.read(&challenges.sign(&terms)), Some(terms));
        }
        assert_eq!(challenges.read(&WorkChallenges::new(b"another").sign(&first)), None);
        assert_eq!(challenges.read(&challenges.0.seal(&[4; 35], first.price())), None, "too short");
    }
}
