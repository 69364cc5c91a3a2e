//! The prices of an event. Publishing an event freezes them, so a list may be cached for ever.

use primitives::{Currency, Money, SeatId, TierName};

use super::OrderItem;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceList {
    currency: Currency,
    /// Sorted by first seat.
    ranges: Vec<PriceRange>,
    buyer_limit: Option<u32>,
}

/// Seats `first` to `last`, both included, at one price, or at that of their tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceRange {
    pub first: SeatId,
    pub last: SeatId,
    pub price: i64,
    /// Where there are several.
    pub tiers: Vec<(TierName, i64)>,
}

/// A seat that the event does not have, or that has no such tier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("seat {seat} has no such price")]
pub struct Unpriced {
    pub seat: SeatId,
    pub tier: Option<TierName>,
}

impl PriceList {
    #[must_use]
    pub fn new(currency: Currency, mut ranges: Vec<PriceRange>) -> Self {
        ranges.sort_by_key(|range| range.first);
        Self { currency, ranges, buyer_limit: None }
    }

    /// How many seats of the event a named buyer may have bought. None: what the settings say.
    #[must_use]
    pub fn with_buyer_limit(self, buyer_limit: Option<u32>) -> Self {
        Self { buyer_limit, ..self }
    }

    #[must_use]
    pub fn buyer_limit(&self) -> Option<u32> {
        self.buyer_limit
    }

    /// The first of these seats that the event does not have.
    #[must_use]
    pub fn unknown(&self, seats: &[SeatId]) -> Option<SeatId> {
        seats.iter().copied().find(|seat| self.range_of(*seat).is_none())
    }

    /// What each of these seats costs; those that were held at a tier cost what it says.
    pub fn items(&self, seats: &[SeatId], tiers: &[(SeatId, TierName)]) -> Result<Vec<OrderItem>, Unpriced> {
        let item = |seat: &SeatId| {
            let tier = tiers.iter().find(|(of, _)| of == seat).map(|(_, tier)| tier.clone());
            match self.price_of(*seat, tier.as_ref()) {
                Some(price) => Ok(OrderItem { seat: *seat, tier, price: Some(price) }),
                None => Err(Unpriced { seat: *seat, tier }),
            }
        };
        seats.iter().map(item).collect()
    }

    /// The price of all these items together.
    #[must_use]
    pub fn total(&self, items: &[OrderItem]) -> Money {
        let prices = items.iter().filter_map(|item| item.price);
        Money { amount: prices.fold(0, i64::saturating_add), currency: self.currency }
    }

    fn price_of(&self, seat: SeatId, tier: Option<&TierName>) -> Option<i64> {
        let range = self.range_of(seat)?;
        let Some(tier) = tier else { return Some(range.price) };
        range.tiers.iter().find(|(name, _)| name == tier).map(|(_, price)| *price)
    }

    fn range_of(&self, seat: SeatId) -> Option<&PriceRange> {
        let after = self.ranges.partition_point(|range| range.first <= seat);
        self.ranges.get(after.checked_sub(1)?).filter(|range| seat <= range.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(number: i64) -> SeatId {
        SeatId::new(number).unwrap()
    }

    fn list() -> PriceList {
        let range = |first, last, price| PriceRange {
            first: seat(first),
            last: seat(last),
            price,
            tiers: Vec::new(),
        };
        let tiers = vec![(TierName::ADULT, 90), (TierName::YOUTH, 40)];
        let field = PriceRange { tiers, ..range(51, 60, 90) };
        PriceList::new(Currency::KRW, vec![range(11, 20, 50), field, range(1, 10, 100), range(31, 31, 7)])
    }

    fn prices(items: &[OrderItem]) -> Vec<i64> {
        items.iter().filter_map(|item| item.price).collect()
    }

    #[test]
    fn seats_of_different_sections_add_up() {
        let items = list().items(&[seat(10), seat(11), seat(31)], &[]).unwrap();
        assert_eq!(prices(&items), [100, 50, 7]);
        let total = list().total(&items);
        assert_eq!((total.amount, total.currency), (157, Currency::KRW));
    }

    #[test]
    fn a_unit_costs_what_its_tier_says() {
        let tiers = [(seat(52), TierName::YOUTH), (seat(53), TierName::ADULT)];
        let items = list().items(&[seat(51), seat(52), seat(53), seat(1)], &tiers).unwrap();
        assert_eq!(prices(&items), [90, 40, 90, 100]);
        assert_eq!(items.get(1).unwrap().tier, Some(TierName::YOUTH));
        assert_eq!(list().total(&items).amount, 320);
        let unpriced = Unpriced { seat: seat(1), tier: Some(TierName::YOUTH) };
        assert_eq!(list().items(&[seat(1)], &[(seat(1), TierName::YOUTH)]), Err(unpriced));
    }

    #[test]
    fn a_seat_outside_every_section_has_no_price() {
        assert_eq!(list().unknown(&[seat(1), seat(25)]), Some(seat(25)));
        assert_eq!(list().unknown(&[seat(1), seat(60)]), None);
        assert_eq!(list().unknown(&[seat(61)]), Some(seat(61)));
        assert!(list().items(&[seat(32)], &[]).is_err());
        assert_eq!(PriceList::new(Currency::KRW, vec![]).unknown(&[seat(1)]), Some(seat(1)));
    }
}
