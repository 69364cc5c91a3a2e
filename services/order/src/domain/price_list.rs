//! The prices of an event. Publishing an event freezes them, so a list may be cached for ever.

use primitives::{Currency, Money, SeatId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceList {
    currency: Currency,
    /// Sorted by first seat.
    ranges: Vec<PriceRange>,
}

/// Seats `first` to `last`, both included, at one price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceRange {
    pub first: SeatId,
    pub last: SeatId,
    pub price: i64,
}

impl PriceList {
    #[must_use]
    pub fn new(currency: Currency, mut ranges: Vec<PriceRange>) -> Self {
        ranges.sort_by_key(|range| range.first);
        Self { currency, ranges }
    }

    /// The price of one seat; none for a seat that the event does not have.
    #[must_use]
    pub fn price_of(&self, seat: SeatId) -> Option<i64> {
        let after = self.ranges.partition_point(|range| range.first <= seat);
        let range = self.ranges.get(after.checked_sub(1)?)?;
        (seat <= range.last).then_some(range.price)
    }

    /// The price of all these seats together, or the first of them that the event does not have.
    pub fn total(&self, seats: &[SeatId]) -> Result<Money, SeatId> {
        let add = |sum: i64, seat: &SeatId| Ok(sum.saturating_add(self.price_of(*seat).ok_or(*seat)?));
        let amount = seats.iter().try_fold(0, add)?;
        Ok(Money { amount, currency: self.currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(number: i64) -> SeatId {
        SeatId::new(number).unwrap()
    }

    fn list() -> PriceList {
        let range = |first, last, price| PriceRange { first: seat(first), last: seat(last), price };
        PriceList::new(Currency::KRW, vec![range(11, 20, 50), range(1, 10, 100), range(31, 31, 7)])
    }

    #[test]
    fn seats_of_different_sections_add_up() {
        let total = list().total(&[seat(10), seat(11), seat(31)]).unwrap();
        assert_eq!((total.amount, total.currency), (157, Currency::KRW));
    }

    #[test]
    fn a_seat_outside_every_section_has_no_price() {
        assert_eq!(list().total(&[seat(1), seat(25)]), Err(seat(25)));
        assert_eq!(list().price_of(seat(32)), None);
        assert_eq!(PriceList::new(Currency::KRW, vec![]).price_of(seat(1)), None);
    }
}
