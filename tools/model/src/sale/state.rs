//! Everything that is somewhere at one moment: with the buyers, in the records, in the seat store, at the provider, on the bus.
//!
//! There is no clock. All that is live ends at [`LIVE`], and time is an action that lets one thing lapse, as it likes.

use std::collections::{BTreeMap, BTreeSet};

use order::domain::saga;
use payment::domain::{self as money, Authorization};
use primitives::{HoldId, OrderId, SeatId, Timestamp};
use reservation::domain::{Found, SaleState, Seat};
use uuid::Uuid;

/// Now, always.
pub(super) const NOW: Timestamp = Timestamp::from_micros(2);
/// When what is live ends, and when what has lapsed ended.
pub(super) const LIVE: Timestamp = Timestamp::from_micros(3);
pub(super) const OVER: Timestamp = Timestamp::from_micros(1);

/// A buyer, with the one hold and the one order that they may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who(pub u8);

impl Who {
    #[must_use]
    pub fn hold(self) -> HoldId {
        HoldId::from_uuid(Uuid::from_u128(u128::from(self.0)))
    }

    #[must_use]
    pub fn order(self) -> OrderId {
        OrderId::from_uuid(Uuid::from_u128(u128::from(self.0)))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    pub buyers: BTreeMap<Who, Buyer>,
    /// A set of rows: with its rule there is one a seat.
    pub ledger: BTreeSet<(SeatId, OrderId)>,
    /// The seat store that counts, or will.
    pub store: Store,
    /// After a failover: the former primary, which still answers whoever reaches it. What it does is lost.
    pub cut_off: Option<Store>,
    /// The epoch in the records.
    pub epoch: u64,
    /// Restorations that were begun, and have asked the records.
    pub rebuilds: Vec<Rebuild>,
    pub failovers: u8,
    pub replays: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Buyer {
    pub phase: Phase,
    /// Which failover of the store the last promise of the seats was made after, while that promise stands.
    pub granted: Option<u8>,
    pub saga: Option<saga::State>,
    pub money: Money,
    pub lanes: Lanes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    Looking,
    Holding,
    /// The seats are claimed; the order is not written yet, and may never be.
    Claimed,
    Ordered,
    /// Refused, or the process died before the order was written.
    Gone,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Money {
    /// What payment knows.
    pub known: Option<Authorization>,
    pub provider: Provider,
    /// A request to set money aside has left payment, and will arrive.
    pub on_its_way: bool,
}

/// What is true, at whoever has the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provider {
    Untouched,
    SetAside,
    Declined,
    Taken,
    Released,
}

/// What is on the bus for one order: each lane in its order, and nothing is ever lost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Lanes {
    pub to_payment: Vec<money::Command>,
    pub from_payment: Vec<money::Reply>,
    pub to_seats: Vec<saga::Command>,
    /// What the seats have answered, in its order: it may come again.
    pub answered: Vec<saga::Command>,
    pub from_seats: Vec<SeatReply>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeatReply {
    Confirmed,
    Refused,
    Released,
    Corrected,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Store {
    pub seats: BTreeMap<SeatId, Seat>,
    /// Orders that gave their seats back.
    pub tombstones: BTreeSet<OrderId>,
    pub epoch: u64,
    pub open: bool,
    /// How many failovers it has seen.
    pub generation: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rebuild {
    pub epoch: u64,
    pub words: BTreeMap<SeatId, SaleState>,
}

impl State {
    #[must_use]
    pub fn before_the_sale(orders: u8, seats: u32) -> Self {
        let seats = (1..=seats).filter_map(|seat| SeatId::new(i64::from(seat)).ok());
        let store = Store {
            seats: seats.map(|seat| (seat, Seat::Available)).collect(),
            tombstones: BTreeSet::new(),
            epoch: 1,
            open: true,
            generation: 0,
        };
        Self {
            buyers: (1..=orders).map(|who| (Who(who), Buyer::new())).collect(),
            ledger: BTreeSet::new(),
            store,
            cut_off: None,
            epoch: 1,
            rebuilds: Vec::new(),
            failovers: 0,
            replays: 0,
        }
    }
}

impl Buyer {
    fn new() -> Self {
        Self {
            phase: Phase::Looking,
            granted: None,
            saga: None,
            money: Money { known: None, provider: Provider::Untouched, on_its_way: false },
            lanes: Lanes::default(),
        }
    }

    /// The order may still become a sale, and its buyer was told so.
    #[must_use]
    pub fn is_paying(&self) -> bool {
        self.phase == Phase::Claimed
            || matches!(self.saga, Some(saga::State::Authorizing | saga::State::Confirming))
    }

    /// Nothing is on its way that will change this order by itself.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        let Lanes { to_payment, from_payment, to_seats, answered: _, from_seats } = &self.lanes;
        let owes = self.money.known.as_ref().is_some_and(|known| known.duty().is_some());
        to_payment.is_empty()
            && from_payment.is_empty()
            && to_seats.is_empty()
            && from_seats.is_empty()
            && !owes
            && !self.money.on_its_way
    }
}

impl Store {
    /// All seats, as commands name them: everybody wants all of them.
    #[must_use]
    pub fn found(&self) -> Vec<Found<'_>> {
        self.seats.iter().map(|(id, seat)| Found { id: *id, seat: Some(seat) }).collect()
    }
}

/// Puts a message behind the others, unless the same one waits there already: it would say nothing new.
pub(super) fn send<T: PartialEq>(lane: &mut Vec<T>, message: T) {
    if !lane.contains(&message) {
        lane.push(message);
    }
}

/// Takes the first message of a lane.
pub(super) fn receive<T>(lane: &mut Vec<T>) -> Option<T> {
    (!lane.is_empty()).then(|| lane.remove(0))
}
