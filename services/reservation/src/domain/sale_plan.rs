//! What is fixed of an event's sale: its sections and prices, its rows, and how long no single seat may be left.

use primitives::{Currency, SeatId, TierName, Timestamp};

use super::free_seats::FreeSeats;
use super::seat_rows::{GridArea, SeatRows, SectionRows};
use super::singles::{self, Guard};
use super::units::UnitRange;

/// What a buyer who names a section and no seats has to be checked against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleSection {
    pub name: String,
    /// Of several prices the first.
    pub price: i64,
    /// Its units. None: it has seats.
    pub units: Option<UnitRange>,
    /// Its seats. None: it has units, or the catalog does not say where its seats are.
    pub rows: Option<SectionRows>,
    /// Its prices, the usual one first; none where it has one price.
    pub tiers: Vec<TierPrice>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierPrice {
    pub name: TierName,
    pub price: i64,
    /// How many units of the section may be held, pinned or sold at it together. None: any number.
    pub cap: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SalePlan {
    sections: Vec<SaleSection>,
    currency: Option<Currency>,
    rows: SeatRows,
    set_aside: Vec<SeatId>,
    singles_from: Option<Timestamp>,
    buyer_limit: Option<u32>,
}

/// What may be paid, and at which of several prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PriceScope<'a> {
    pub max: Option<i64>,
    pub tier: Option<&'a str>,
}

impl SaleSection {
    #[must_use]
    pub fn tier(&self, name: &str) -> Option<&TierPrice> {
        self.tiers.iter().find(|tier| tier.name.as_str() == name)
    }

    #[must_use]
    pub fn contains(&self, seat: SeatId) -> bool {
        let is_unit = self.units.is_some_and(|units| units.contains(seat));
        is_unit || self.rows.is_some_and(|rows| rows.contains(seat))
    }

    /// Of a place that is held at this tier.
    #[must_use]
    pub fn price_at(&self, tier: Option<&TierName>) -> i64 {
        let tier = tier.and_then(|name| self.tier(name.as_str()));
        tier.map_or(self.price, |tier| tier.price)
    }

    /// Whether a place of it may be bought so. A tier that it does not have is not for sale.
    #[must_use]
    pub fn is_within(&self, scope: PriceScope<'_>) -> bool {
        let price = match scope.tier {
            Some(name) => self.tier(name).map(|tier| tier.price),
            None => Some(self.price),
        };
        price.is_some_and(|price| scope.max.is_none_or(|max| price <= max))
    }
}

impl SalePlan {
    /// `sections` by ascending seat.
    #[must_use]
    pub fn new(sections: Vec<SaleSection>, stage: Option<GridArea>) -> Self {
        let seated = sections.iter().enumerate().filter_map(|(at, section)| Some((at, section.rows?)));
        let rows = SeatRows::new(seated, stage);
        Self { sections, rows, ..Self::default() }
    }

    /// These are meant for some buyers, who choose them by themselves.
    #[must_use]
    pub fn setting_aside(self, seats: Vec<SeatId>) -> Self {
        Self { set_aside: seats, ..self }
    }

    /// Until then no hold may leave a single seat. None: any may.
    #[must_use]
    pub fn without_singles_until(self, until: Option<Timestamp>) -> Self {
        Self { singles_from: until, ..self }
    }

    /// How many seats a named buyer may hold and have bought together. None: what the settings say.
    #[must_use]
    pub fn with_buyer_limit(self, buyer_limit: Option<u32>) -> Self {
        Self { buyer_limit, ..self }
    }

    #[must_use]
    pub fn buyer_limit(&self) -> Option<u32> {
        self.buyer_limit
    }

    #[must_use]
    pub fn priced_in(self, currency: Option<Currency>) -> Self {
        Self { currency, ..self }
    }

    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// None: the catalog does not say where the seats of its section are.
    #[must_use]
    pub fn section_of(&self, seat: SeatId) -> Option<&SaleSection> {
        self.sections.iter().find(|section| section.contains(seat))
    }

    #[must_use]
    pub fn sections(&self) -> &[SaleSection] {
        &self.sections
    }

    #[must_use]
    pub fn section(&self, name: &str) -> Option<&SaleSection> {
        self.sections.iter().find(|section| section.name == name)
    }

    #[must_use]
    pub fn rows(&self) -> &SeatRows {
        &self.rows
    }

    #[must_use]
    pub fn set_aside(&self) -> &[SeatId] {
        &self.set_aside
    }

    /// Of a hold of these seats. None is needed for a seat that is set aside: alone it is as good as before.
    #[must_use]
    pub fn guards(&self, wanted: &[SeatId], now: Timestamp) -> Vec<Guard> {
        if self.singles_from.is_none_or(|from| from <= now) {
            return Vec::new();
        }
        let mut guards = singles::guards(&self.rows, wanted);
        guards.retain(|guard| !self.set_aside.contains(&guard.seat));
        guards
    }

    /// Those that are in force while these seats are free.
    #[must_use]
    pub fn guards_in_force(&self, wanted: &[SeatId], guards: &[Guard], free: &FreeSeats) -> Vec<Guard> {
        singles::in_force(&self.rows, free, wanted, guards)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(id: i64) -> SeatId {
        SeatId::new(id).unwrap()
    }

    fn plan() -> SalePlan {
        let rows = SectionRows { first: seat(1), area: GridArea { top: 1, left: 1, rows: 1, cols: 8 } };
        let stands = SaleSection {
            name: "STANDS".to_owned(),
            price: 50,
            units: None,
            rows: Some(rows),
            tiers: Vec::new(),
        };
        let tiers = vec![
            TierPrice { name: TierName::ADULT, price: 40, cap: None },
            TierPrice { name: TierName::YOUTH, price: 20, cap: None },
        ];
        let units = Some(UnitRange { first: seat(9), last: seat(20) });
        let field = SaleSection { name: "FIELD".to_owned(), price: 40, units, rows: None, tiers };
        SalePlan::new(vec![stands, field], None)
    }

    #[test]
    fn a_section_is_within_a_scope_by_its_price_or_by_that_of_the_tier() {
        let plan = plan();
        let within = |max, tier| {
            let scope = PriceScope { max, tier };
            plan.sections().iter().map(|section| section.is_within(scope)).collect::<Vec<_>>()
        };
        assert_eq!(within(None, None), [true, true]);
        assert_eq!(within(Some(49), None), [false, true]);
        assert_eq!(within(Some(50), None), [true, true]);
        assert_eq!(within(Some(30), None), [false, false]);
        assert_eq!(within(Some(30), Some("youth")), [false, true]);
        assert_eq!(within(None, Some("senior")), [false, false]);
    }

    #[test]
    fn a_seat_has_the_section_and_the_price_that_it_is_held_at() {
        let plan = plan();
        let section = |number| plan.section_of(seat(number)).map(|section| section.name.as_str());
        assert_eq!(
            [1, 8, 9, 20, 21].map(section),
            [Some("STANDS"), Some("STANDS"), Some("FIELD"), Some("FIELD"), None]
        );
        let (stands, field) = (plan.section("STANDS").unwrap(), plan.section("FIELD").unwrap());
        assert_eq!(
            [stands.price_at(None), field.price_at(None), field.price_at(Some(&TierName::YOUTH))],
            [50, 40, 20]
        );
    }

    #[test]
    fn guards_end_with_their_time_and_spare_what_is_set_aside() {
        let (before, at) = (Timestamp::from_micros(9), Timestamp::from_micros(10));
        let guarded = plan().without_singles_until(Some(at));
        let seats = |plan: &SalePlan, now| -> Vec<i64> {
            plan.guards(&[seat(2)], now).iter().map(|guard| guard.seat.get()).collect()
        };
        assert_eq!(seats(&guarded, before), [1, 3]);
        assert!(seats(&guarded, at).is_empty());
        assert!(seats(&plan(), before).is_empty());
        assert_eq!(seats(&guarded.setting_aside(vec![seat(1)]), before), [3]);
    }
}
