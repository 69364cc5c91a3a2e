//! What the session of a guest costs: nothing, until more are begun than a sale brings about. Then work, so that names by the thousand are dear. Who works
//! gets one, however many others there are.

use access::{WORK_BITS_MAX, WorkPrice, WorkProof, WorkRefusal};
use primitives::GuestId;
use uuid::Uuid;

/// So many in a minute are what a household, or a lecture hall, may want.
const SESSIONS_AT_THE_LEAST: u32 = 8;
/// A house that asks for work from the first guest on doubles it no sooner than one that gives away so many.
const LOAD_AT_THE_LEAST: u32 = 60;

/// As the operator sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuestPrice {
    /// In a minute an instance begins so many for nothing.
    pub free_per_minute: u32,
    /// What the next one costs, in zero bits of a digest.
    pub bits: u32,
}

/// In the last minute, at this instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuestLoad {
    pub begun: u32,
    /// From the address that asks, of IPv6 from its /64.
    pub begun_here: u32,
}

/// What a challenge was made for. It buys one session, because that has the id which is named here, and there is one session of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuestTerms {
    pub session: Uuid,
    pub address: GuestId,
    pub price: WorkPrice,
}

impl GuestPrice {
    /// Twice the work for twice the load, and for an address that wants twice as many.
    #[must_use]
    pub fn bits(self, load: GuestLoad) -> u32 {
        if load.begun < self.free_per_minute || self.bits == 0 {
            return 0;
        }
        let doubled = |count: u32, least: u32| (count / least).max(1).ilog2();
        let by_all = doubled(load.begun, self.free_per_minute.max(LOAD_AT_THE_LEAST));
        (self.bits + by_all + doubled(load.begun_here, SESSIONS_AT_THE_LEAST)).min(WORK_BITS_MAX)
    }
}

impl GuestTerms {
    /// Whether this pays for a session of one at this address, as of now.
    pub fn check(&self, address: GuestId, asked: WorkPrice, proof: &WorkProof) -> Result<(), WorkRefusal> {
        if self.address != address {
            return Err(WorkRefusal::Foreign);
        }
        self.price.pays(asked, proof)
    }
}

#[cfg(test)]
mod tests {
    use access::is_solved;
    use primitives::Timestamp;

    use super::*;

    #[test]
    fn a_session_costs_nothing_until_many_are_begun_and_then_more_for_those_who_begin_many() {
        let price = GuestPrice { free_per_minute: 300, bits: 16 };
        for (begun, begun_here, bits) in [
            (0, 0, 0),
            (299, 299, 0),
            (300, 0, 16),
            (300, 15, 16),
            (300, 16, 17),
            (599, 7, 16),
            (600, 7, 17),
            (2_400, 64, 22),
            (2_400, 32, 21),
            (u32::MAX, u32::MAX, 22),
        ] {
            assert_eq!(price.bits(GuestLoad { begun, begun_here }), bits, "{begun} and {begun_here}");
        }
        let never = GuestPrice { bits: 0, ..price };
        assert_eq!(never.bits(GuestLoad { begun: u32::MAX, begun_here: u32::MAX }), 0);
        let at_once = GuestPrice { free_per_minute: 0, bits: 16 };
        for (begun, bits) in [(0, 16), (119, 16), (120, 17)] {
            assert_eq!(at_once.bits(GuestLoad { begun, begun_here: 0 }), bits, "{begun}");
        }
    }

    #[test]
    fn work_pays_for_the_address_that_it_was_asked_of() {
        let mut tried = (0..1_000_000_u32)
            .map(|number| WorkProof { challenge: "a".to_owned(), solution: number.to_string() });
        let proof = tried.find(|proof| is_solved(proof, 8)).unwrap();
        let price = WorkPrice { bits: 8, asked_at: Timestamp::from_micros(0) };
        let terms = GuestTerms { session: Uuid::from_u128(1), address: GuestId(7), price };
        assert_eq!(terms.check(GuestId(7), price, &proof), Ok(()));
        assert_eq!(terms.check(GuestId(8), price, &proof), Err(WorkRefusal::Foreign));
        let dearer = WorkPrice { bits: 11, ..price };
        assert_eq!(terms.check(GuestId(7), dearer, &proof), Err(WorkRefusal::TooEasy));
    }
}
