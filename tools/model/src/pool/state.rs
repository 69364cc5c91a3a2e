//! The units, what the public is shown of them, and the records of those who want them.

use std::collections::{BTreeMap, BTreeSet};

use order::domain::TakenPlaces;
use primitives::{HoldId, HoldOwner, OrderId, SeatId, Timestamp, UserId};
use reservation::domain::{Change, Found, Seat, Status};
use uuid::Uuid;

use super::bounds::PoolModel;

/// Now, always.
pub(super) const NOW: Timestamp = Timestamp::from_micros(2);
/// When what is live ends, and when what has lapsed ended.
pub(super) const LIVE: Timestamp = Timestamp::from_micros(3);
pub(super) const OVER: Timestamp = Timestamp::from_micros(1);

/// One visit of a buyer, with one hold and one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttemptId(pub u8);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttemptPhase {
    Looking,
    Holding,
    /// Pinned for its order.
    Claimed,
    /// The seat store has sold the units; the records have not.
    Confirmed,
    Sold,
    /// Refused, or given up.
    Gone,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PoolState {
    pub units: BTreeMap<SeatId, Seat>,
    /// How many units have each status, as counted from what is published.
    pub shown: BTreeMap<u8, u32>,
    pub attempts: BTreeMap<AttemptId, AttemptPhase>,
    pub ledger: BTreeSet<(SeatId, OrderId)>,
    /// Of each buyer.
    pub places: BTreeMap<u8, TakenPlaces>,
    /// Sales that the seat store has heard of: until then they do not count against their buyer there.
    pub heard: BTreeSet<AttemptId>,
    /// A buyer got nothing, although so many units were free or had lapsed.
    pub turned_away: bool,
}

impl AttemptId {
    pub(super) fn hold(self) -> HoldId {
        HoldId::from_uuid(Uuid::from_u128(u128::from(self.0)))
    }

    pub(super) fn order(self) -> OrderId {
        OrderId::from_uuid(Uuid::from_u128(u128::from(self.0)))
    }
}

pub(super) fn owner(buyer: u8) -> HoldOwner {
    UserId::parse(&format!("buyer-{buyer}")).map_or(HoldOwner::Anonymous, HoldOwner::User)
}

impl PoolState {
    pub(super) fn before_the_sale(pool: &PoolModel) -> Self {
        let units = (1..=pool.units).filter_map(|unit| SeatId::new(i64::from(unit)).ok());
        let attempts = (0_u8..).take(pool.attempts.len());
        Self {
            units: units.map(|unit| (unit, Seat::Available)).collect(),
            shown: BTreeMap::from([(Status::Available as u8, pool.units)]),
            attempts: attempts.map(|attempt| (AttemptId(attempt), AttemptPhase::Looking)).collect(),
            ledger: BTreeSet::new(),
            places: BTreeMap::new(),
            heard: BTreeSet::new(),
            turned_away: false,
        }
    }

    /// The units that this attempt has, live or not.
    pub(super) fn units_of(&self, attempt: AttemptId) -> Vec<SeatId> {
        let is_theirs = |seat: &Seat| match seat {
            Seat::Available => false,
            Seat::Held(hold) => hold.id == attempt.hold(),
            Seat::Pinned(pin) => pin.order == attempt.order(),
            Seat::Sold { order } => *order == attempt.order(),
        };
        self.units.iter().filter(|(_, seat)| is_theirs(seat)).map(|(unit, _)| *unit).collect()
    }

    pub(super) fn found<'a>(&'a self, units: &[SeatId]) -> Vec<Found<'a>> {
        units.iter().map(|unit| Found { id: *unit, seat: self.units.get(unit) }).collect()
    }

    /// What is published moves a unit from one count to another.
    pub(super) fn apply(&mut self, changes: Vec<Change>) {
        for Change { id, seat, publish } in changes {
            let mut before = self.units.get(&id).map_or(Status::Available, Seat::published);
            for status in publish {
                *self.shown.entry(before as u8).or_default() -= 1;
                *self.shown.entry(*status as u8).or_default() += 1;
                before = *status;
            }
            self.units.insert(id, seat);
        }
    }
}
