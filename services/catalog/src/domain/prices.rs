//! The prices of an event by section. The seats of a section have consecutive ids.

use primitives::{Currency, SeatId};

use super::{Layout, PriceTier, Section, SectionSeats};

/// Seats `first` to `last`, both included: those of one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatRange {
    pub first: SeatId,
    pub last: SeatId,
    pub price: i64,
    pub section: String,
    /// They are units: a buyer names the section and how many.
    pub standing: bool,
    /// Where there are several prices; the first of them is `price`.
    pub tiers: Vec<PriceTier>,
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
        let priced = |(seats, section): (SectionSeats, &Section)| SeatRange {
            first: seats.first,
            last: seats.last,
            price: section.price,
            section: section.name.clone(),
            standing: section.standing.is_some(),
            tiers: section.tiers().to_vec(),
        };
        Self { currency, ranges: layout.ranges().zip(layout.sections()).map(priced).collect() }
    }

    /// None when the event has no such seat.
    #[must_use]
    pub fn price_of(&self, seat: SeatId) -> Option<i64> {
        let at = self.ranges.partition_point(|range| range.last < seat);
        self.ranges.get(at).filter(|range| range.first <= seat).map(|range| range.price)
    }

    #[must_use]
    pub fn min(&self) -> i64 {
        self.all().min().unwrap_or(0)
    }

    #[must_use]
    pub fn max(&self) -> i64 {
        self.all().max().unwrap_or(0)
    }

    fn all(&self) -> impl Iterator<Item = i64> + '_ {
        let tiers = self.ranges.iter().flat_map(|range| &range.tiers).map(|tier| tier.price);
        self.ranges.iter().map(|range| range.price).chain(tiers)
    }
}

#[cfg(test)]
mod tests {
    use primitives::TierName;

    use super::*;

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

    #[test]
    fn the_lowest_price_may_be_one_of_several() {
        let tiers = vec![PriceTier::new(TierName::ADULT, 400), PriceTier::new(TierName::YOUTH, 200)];
        let sections =
            vec![Section::new("A", 500).sized(2, 2), Section::new("FIELD", 0).at(3, 1).standing(5, tiers)];
        let prices = EventPrices::of(&Layout::new(3, 2, sections).unwrap(), Currency::KRW);
        assert_eq!((prices.min(), prices.max()), (200, 500));
        let field = prices.ranges.last().unwrap();
        assert_eq!((field.first.get(), field.last.get(), field.price), (5, 9, 400));
        assert!(field.standing);
    }
}
