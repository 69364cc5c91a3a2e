//! The whole state at one moment: of the buyers, in the records, in the seat store, at the provider, on the bus.
//!
//! There is no clock. Everything that is live ends at [`LIVE`], and time is an action that lets any one thing lapse.

use std::collections::{BTreeMap, BTreeSet};

use order::domain::saga::{self, SagaCommand};
use payment::domain::{Authorization, Operation, OperationReply, ProviderCall};
use primitives::{HoldId, OrderId, SeatId, Timestamp};
use reservation::domain::{Change, Found, SaleState, Seat};
use uuid::Uuid;

/// Now, always.
pub(super) const NOW: Timestamp = Timestamp::from_micros(2);
/// When what is live ends, and when what has lapsed ended.
pub(super) const LIVE: Timestamp = Timestamp::from_micros(3);
pub(super) const OVER: Timestamp = Timestamp::from_micros(1);

/// A buyer, with the one hold and the one order that they may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BuyerId(pub u8);

impl BuyerId {
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
pub struct WorldState {
    pub buyers: BTreeMap<BuyerId, Buyer>,
    /// A set of rows: with its rule there is one a seat.
    pub ledger: BTreeSet<(SeatId, OrderId)>,
    /// The seat store that counts, or will count once it is restored.
    pub store: SeatStoreState,
    /// After a failover: the former primary, which still answers those that reach it. What it does is lost.
    pub cut_off: Option<SeatStoreState>,
    /// The epoch in the records.
    pub epoch: u64,
    /// Restorations that have read the records and are not written yet.
    pub rebuilds: Vec<PendingRebuild>,
    pub failovers: u8,
    pub replays: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Buyer {
    pub phase: Phase,
    /// The generation of the store that last granted the seats, while the grant stands.
    pub granted: Option<u8>,
    pub saga: Option<saga::State>,
    pub funds: Funds,
    pub queues: OrderQueues,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    Looking,
    Holding,
    /// The seats are claimed; the order is not written yet, and may never be.
    Claimed,
    Ordered,
    /// Refused, or the process crashed before the order was written.
    Gone,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Funds {
    /// What payment knows.
    pub known: Option<Authorization>,
    pub at_provider: ProviderFunds,
    /// A request to authorize has left payment, and will arrive.
    pub request_in_flight: bool,
}

/// The actual state of the money, at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProviderFunds {
    Untouched,
    Authorized,
    Declined,
    Captured,
    Released,
}

/// The messages of one order on the bus: each queue keeps its order, and nothing is ever lost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct OrderQueues {
    pub to_payment: Vec<Operation>,
    pub from_payment: Vec<OperationReply>,
    pub to_seats: Vec<SagaCommand>,
    /// What the seats have handled, in its order: it may be redelivered.
    pub handled: Vec<SagaCommand>,
    pub from_seats: Vec<SeatReply>,
}

/// Which of two seat stores is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreRole {
    Primary,
    FormerPrimary,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeatReply {
    Confirmed,
    Refused,
    Released,
    Corrected,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SeatStoreState {
    pub seats: BTreeMap<SeatId, Seat>,
    /// Orders that have given their seats back.
    pub tombstones: BTreeSet<OrderId>,
    pub epoch: u64,
    pub open: bool,
    /// How many failovers it has seen.
    pub generation: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PendingRebuild {
    pub epoch: u64,
    /// Seats that are sold, or pinned for an order.
    pub sales: BTreeMap<SeatId, SaleState>,
}

impl WorldState {
    #[must_use]
    pub fn before_the_sale(orders: u8, seats: u32) -> Self {
        let seats = (1..=seats).filter_map(|seat| SeatId::new(i64::from(seat)).ok());
        let store = SeatStoreState {
            seats: seats.map(|seat| (seat, Seat::Available)).collect(),
            tombstones: BTreeSet::new(),
            epoch: 1,
            open: true,
            generation: 0,
        };
        Self {
            buyers: (1..=orders).map(|who| (BuyerId(who), Buyer::new())).collect(),
            ledger: BTreeSet::new(),
            store,
            cut_off: None,
            epoch: 1,
            rebuilds: Vec::new(),
            failovers: 0,
            replays: 0,
        }
    }

    pub(super) fn reach(&mut self, role: StoreRole) -> Option<&mut SeatStoreState> {
        match role {
            StoreRole::Primary => self.store.open.then_some(&mut self.store),
            StoreRole::FormerPrimary => self.cut_off.as_mut(),
        }
    }
}

impl Buyer {
    fn new() -> Self {
        Self {
            phase: Phase::Looking,
            granted: None,
            saga: None,
            funds: Funds { known: None, at_provider: ProviderFunds::Untouched, request_in_flight: false },
            queues: OrderQueues::default(),
        }
    }

    /// The order may still become a sale, and its buyer counts on it.
    #[must_use]
    pub fn is_paying(&self) -> bool {
        self.phase == Phase::Claimed
            || matches!(self.saga, Some(saga::State::Authorizing | saga::State::Confirming))
    }

    /// Nothing is in flight that will change this order by itself.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        let OrderQueues { to_payment, from_payment, to_seats, handled: _, from_seats } = &self.queues;
        let owes = self.funds.known.as_ref().is_some_and(|known| known.outstanding_call().is_some());
        to_payment.is_empty()
            && from_payment.is_empty()
            && to_seats.is_empty()
            && from_seats.is_empty()
            && !owes
            && !self.funds.request_in_flight
    }
}

impl SeatStoreState {
    /// All seats, as commands name them: every buyer wants all of them.
    #[must_use]
    pub fn found(&self) -> Vec<Found<'_>> {
        self.seats.iter().map(|(id, seat)| Found { id: *id, seat: Some(seat) }).collect()
    }

    pub(super) fn apply(&mut self, changes: Vec<Change>) {
        self.seats.extend(changes.into_iter().map(|change| (change.id, change.seat)));
    }
}

impl Funds {
    pub(super) fn owes(&self, call: ProviderCall) -> bool {
        self.known.as_ref().and_then(|known| known.outstanding_call()) == Some(call)
    }
}

/// Whether the seat is this buyer's, held or pinned, and live.
pub(super) fn is_live_for(seat: &Seat, who: BuyerId) -> bool {
    match seat.at(NOW) {
        Seat::Held(hold) => hold.id == who.hold(),
        Seat::Pinned(pin) => pin.order == who.order(),
        Seat::Available | Seat::Sold { .. } => false,
    }
}

/// Appends a message, unless the same one is queued already: it would change nothing.
pub(super) fn send<T: PartialEq>(queue: &mut Vec<T>, message: T) {
    if !queue.contains(&message) {
        queue.push(message);
    }
}

/// Takes the first message of a queue.
pub(super) fn receive<T>(queue: &mut Vec<T>) -> Option<T> {
    (!queue.is_empty()).then(|| queue.remove(0))
}
