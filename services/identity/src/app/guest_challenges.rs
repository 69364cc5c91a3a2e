//! What is asked of a guest for a session, signed, so that nothing has to be remembered of it until it is paid.

use access::WorkSeal;
use primitives::GuestId;
use uuid::Uuid;

use crate::domain::GuestTerms;

/// So that no challenge of anything else is one of these.
const LABEL: &[u8] = b"holdfast guest challenges 1";
const WHAT_BYTES: usize = 24;

pub(super) struct GuestChallenges(WorkSeal);

impl GuestChallenges {
    pub(super) fn new(secret: &[u8]) -> Self {
        Self(WorkSeal::new(LABEL, secret))
    }

    pub(super) fn sign(&self, terms: &GuestTerms) -> String {
        let mut what = Vec::with_capacity(WHAT_BYTES);
        what.extend_from_slice(terms.session.as_bytes());
        what.extend_from_slice(&terms.address.0.to_be_bytes());
        self.0.seal(&what, terms.price)
    }

    /// None: it is not genuine.
    pub(super) fn read(&self, challenge: &str) -> Option<GuestTerms> {
        let (what, price) = self.0.open(challenge)?;
        let (session, address) = what.split_first_chunk()?;
        let address = GuestId(u64::from_be_bytes(address.try_into().ok()?));
        Some(GuestTerms { session: Uuid::from_bytes(*session), address, price })
    }
}

#[cfg(test)]
mod tests {
    use access::WorkPrice;
    use primitives::Timestamp;

    use super::*;

    #[test]
    fn a_challenge_says_what_was_asked_and_another_s_nothing() {
        let challenges = GuestChallenges::new(b"secret");
        let price = WorkPrice { bits: 16, asked_at: Timestamp::from_micros(1 << 50) };
        let terms = GuestTerms { session: Uuid::from_u128(1 << 100), address: GuestId(7), price };
        let challenge = challenges.sign(&terms);
        assert_eq!(challenges.read(&challenge), Some(terms));
        assert_eq!(challenges.read(&GuestChallenges::new(b"another").sign(&terms)), None);
        assert_eq!(challenges.read(&challenges.0.seal(&[4; 23], price)), None, "too short");
        assert_eq!(challenges.read(&challenge[1..]), None);
    }
}
