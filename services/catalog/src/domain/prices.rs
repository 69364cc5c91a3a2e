//! The prices of an event: one a section, and the seats of a section have consecutive ids.

use primitives::{Currency, SeatId};

use super::Layout;

/// Seats `first` to `last`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatRange {
    pub first: SeatId,
    pub last: SeatId,
    pub price: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPrices {
    pub currency: Currency,
    /// By ascending seat id, without gaps.
    pub ranges: Vec<SeatRange>,
}

impl EventPrices {
    #[must_use]
    pub fn of(layout: &Layout, currency: Currency) -> Self {
        let mut ranges: Vec<SeatRange> = Vec::with_capacity(layout.sections().len());
        let mut next = 0_usize;
        for section in layout.sections() {
            let first = next;
            next += section.rows as usize * section.cols as usize;
            if let (Ok(first), Ok(last)) = (SeatId::at_index(first), SeatId::at_index(next - 1)) {
                ranges.push(SeatRange { first, last, price: section.price });
            }
        }
        Self { currency, ranges }
    }

    /// None when the event has no such seat.
    #[must_use]
    pub fn price_of(&self, seat: SeatId) -> Option<i64> {
        let at = self.ranges.partition_point(|range| range.last < seat);
        self.ranges.get(at).filter(|range| range.first <= seat).map(|range| range.price)
    }

    #[must_use]
    pub fn min(&self) -> i64 {
        self.ranges.iter().map(|range| range.price).min().unwrap_or(0)
    }

    #[must_use]
    pub fn max(&self) -> i64 {
        self.ranges.iter().map(|range| range.price).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Section;

    #[test]
    fn every_seat_costs_what_its_section_costs() {
        let sections =
            vec![Section::new("A", 500).at(1, 1).sized(2, 2), Section::new("B", 300).at(3, 1).sized(1, 2)];
        let prices = EventPrices::of(&Layout::new(3, 2, sections).unwrap(), Currency::KRW);
        let price = |seat| prices.price_of(SeatId::new(seat).unwrap());
        assert_eq!([1, 4, 5, 6].map(price), [Some(500), Some(500), Some(300), Some(300)]);
        assert_eq!(price(7), None);
        assert_eq!((prices.min(), prices.max()), (300, 500));
    }
}
