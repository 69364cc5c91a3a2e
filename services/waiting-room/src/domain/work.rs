//! What a place costs: work, and how much of it; and whom and what a challenge was made for.

use access::{WORK_BITS_MAX, WorkPrice, WorkProof, WorkRefusal};
use primitives::{EventId, Timestamp, VisitorId};

use super::place::JoinIndex;

/// So many places in a minute are what a household, or a lecture hall, may want.
const JOINS_AT_THE_LEAST: u32 = 8;
/// For an address that holds seats again and again and orders nothing: four times the work, and no more than a price may rise by at once.
const CHURN_BITS: u32 = 2;

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
    #[must_use]
    pub fn price(&self) -> WorkPrice {
        WorkPrice { bits: self.bits, asked_at: self.asked_at }
    }

    /// Whether this pays for a place that is worth `asked` as of now, to the same visitor in the same line.
    pub fn check(&self, asked: &Self, proof: &WorkProof) -> Result<(), WorkRefusal> {
        let whose = |terms: &Self| (terms.event, terms.epoch, terms.visitor);
        if whose(self) != whose(asked) {
            return Err(WorkRefusal::Foreign);
        }
        self.price().pays(asked.price(), proof)
    }
}

#[cfg(test)]
mod tests {
    use access::is_solved;

    use super::*;

    fn terms() -> WorkTerms {
        let (event, visitor) = (EventId::new(4).unwrap(), VisitorId(7));
        let asked_at = Timestamp::from_micros(0);
        WorkTerms { event, epoch: 1, visitor, instead_of: None, bits: 8, asked_at }
    }

    fn solved(bits: u32) -> WorkProof {
        let mut tried = (0..1_000_000_u32)
            .map(|number| WorkProof { challenge: "a".to_owned(), solution: number.to_string() });
        tried.find(|proof| is_solved(proof, bits)).unwrap()
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
    fn work_pays_for_the_visitor_and_the_line_that_it_was_asked_for() {
        let (paid, proof) = (terms(), solved(8));
        assert_eq!(paid.check(&WorkTerms { bits: 10, ..paid }, &proof), Ok(()));
        assert_eq!(paid.check(&WorkTerms { bits: 11, ..paid }, &proof), Err(WorkRefusal::TooEasy));
        for another in [
            WorkTerms { event: EventId::new(5).unwrap(), ..paid },
            WorkTerms { epoch: 2, ..paid },
            WorkTerms { visitor: VisitorId(8), ..paid },
        ] {
            assert_eq!(paid.check(&another, &proof), Err(WorkRefusal::Foreign));
        }
    }
}
