//! What is asked of a visitor for a place, signed, so that nothing has to be remembered of it until it is paid.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use primitives::{EventId, Timestamp, VisitorId};
use sha2::Sha256;

use crate::domain::work::WorkTerms;
use crate::domain::{JoinIndex, PLACES_MAX};

/// So that no other use of the same secret makes the same key.
const LABEL: &[u8] = b"holdfast work challenges 1";
const TERMS_BYTES: usize = 48;
const DIGEST_BYTES: usize = 32;
/// No place has this index.
const NO_PLACE: u32 = u32::MAX;
const _: () = assert!(PLACES_MAX < NO_PLACE, "every place has an index of its own");

pub(super) struct WorkChallenges {
    keyed: Hmac<Sha256>,
}

impl WorkChallenges {
    pub(super) fn new(secret: &[u8]) -> Self {
        let mut keyed: Hmac<Sha256> =
            Hmac::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        Mac::update(&mut keyed, LABEL);
        Self { keyed }
    }

    pub(super) fn sign(&self, terms: &WorkTerms) -> String {
        let mut bytes = Vec::with_capacity(TERMS_BYTES + DIGEST_BYTES);
        bytes.extend_from_slice(&terms.event.get().to_be_bytes());
        bytes.extend_from_slice(&terms.epoch.to_be_bytes());
        bytes.extend_from_slice(&terms.visitor.0.to_be_bytes());
        bytes.extend_from_slice(&terms.instead_of.map_or(NO_PLACE, |index| index.0).to_be_bytes());
        bytes.extend_from_slice(&terms.bits.to_be_bytes());
        bytes.extend_from_slice(&terms.asked_at.as_micros().to_be_bytes());
        let digest = self.digest(&bytes).finalize().into_bytes();
        bytes.extend_from_slice(&digest);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// None: it is not genuine. Compares in constant time.
    pub(super) fn read(&self, challenge: &str) -> Option<WorkTerms> {
        let bytes = URL_SAFE_NO_PAD.decode(challenge).ok()?;
        let (terms, digest) = bytes.split_at_checked(TERMS_BYTES)?;
        self.digest(terms).verify_slice(digest).ok()?;
        let (event, rest) = terms.split_first_chunk()?;
        let (epoch, rest) = rest.split_first_chunk()?;
        let (visitor, rest) = rest.split_first_chunk()?;
        let (instead_of, rest) = rest.split_first_chunk()?;
        let (bits, asked_at) = rest.split_first_chunk()?;
        let instead_of = u32::from_be_bytes(*instead_of);
        Some(WorkTerms {
            event: EventId::new(i64::from_be_bytes(*event)).ok()?,
            epoch: u64::from_be_bytes(*epoch),
            visitor: VisitorId(u128::from_be_bytes(*visitor)),
            instead_of: (instead_of != NO_PLACE).then_some(JoinIndex(instead_of)),
            bits: u32::from_be_bytes(*bits),
            asked_at: Timestamp::from_micros(i64::from_be_bytes(asked_at.try_into().ok()?)),
        })
    }

    fn digest(&self, terms: &[u8]) -> Hmac<Sha256> {
        let mut digest = self.keyed.clone();
        Mac::update(&mut digest, terms);
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_says_what_was_asked_and_a_forged_one_nothing() {
        let challenges = WorkChallenges::new(b"secret");
        let (event, asked_at) = (EventId::new(4).unwrap(), Timestamp::from_micros(1 << 50));
        let first =
            WorkTerms { event, epoch: 9, visitor: VisitorId(1 << 100), instead_of: None, bits: 14, asked_at };
        let again = WorkTerms { instead_of: Some(JoinIndex(0)), ..first };
        for terms in [first, again] {
            assert_eq!(challenges.read(&challenges.sign(&terms)), Some(terms));
        }
        let (text, dear) = (challenges.sign(&WorkTerms { bits: 1, ..first }), challenges.sign(&first));
        let cheaper = format!("{}{}", &text[..64], &dear[64..]);
        let by_another = WorkChallenges::new(b"another").sign(&first);
        for forged in ["", "AAAA", &dear[1..], &cheaper, &by_another, &format!("{dear}AAAA")] {
            assert_eq!(challenges.read(forged), None, "{forged:?} passed");
        }
    }
}
