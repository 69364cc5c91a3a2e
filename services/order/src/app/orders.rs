//! What the use cases of one process share.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Tasks;
use primitives::{Clock, IdSource, KeyedLock, OrderId};

use super::backlog::Backlog;
use super::claim_seats::SeatClaims;
use super::coalesced::Coalesced;
use super::cooldowns::Cooldowns;
use super::frozen_prices::FrozenPrices;
use super::order_feed::OrderFeed;
use super::read_together::Reader;
use super::store_orders::StoreOrders;
use super::undecided::{UndecidedLimits, UndecidedOrders};
use crate::domain::{Admission, KeyDigest, OrderSecret, SagaTimeouts};
use crate::ports::{Prices, Seats};
use crate::store::OrderStore;

#[derive(Debug, Clone, Copy)]
pub struct OrderLimits {
    /// The timeout of one attempt to claim seats.
    pub claim: Duration,
    /// How long a second request with a key waits for the first.
    pub in_flight: Duration,
    /// How long a caller may wait for the decision, as `POST /pay` does: less than a request may take.
    pub decision_wait: Duration,
    /// How many orders may wait for their decision.
    pub admission: Admission,
    /// Of one caller and one address; none: they are not limited.
    pub undecided: Option<UndecidedLimits>,
    /// How many seats of an event a named buyer may buy in all; none: as many as they like.
    pub buyer: Option<u32>,
    /// A compensation that takes longer raises an alert.
    pub compensation_alert: Duration,
}

/// What the use cases depend on.
pub struct Tools {
    pub store: OrderStore,
    pub seats: Arc<dyn Seats>,
    pub prices: Arc<dyn Prices>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn IdSource>,
    pub secret: OrderSecret,
    pub tasks: Tasks,
}

/// The only type that handlers, message handlers and workers hold.
pub struct Orders {
    pub(super) store: OrderStore,
    pub(super) seats: Arc<dyn Seats>,
    pub(super) claims: SeatClaims,
    pub(super) prices: FrozenPrices,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn IdSource>,
    pub(super) secret: OrderSecret,
    pub(super) tasks: Tasks,
    pub(super) new_orders: Arc<Coalesced<StoreOrders>>,
    pub(super) reader: Reader,
    pub(super) timeouts: SagaTimeouts,
    pub(super) limits: OrderLimits,
    pub(super) in_flight: KeyedLock<KeyDigest>,
    pub(super) backlog: Backlog,
    pub(super) undecided: Arc<UndecidedOrders>,
    pub(super) cooldowns: Cooldowns,
    feed: OrderFeed,
}

impl Orders {
    /// Whether another order would be accepted now.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.backlog.has_room()
    }

    #[must_use]
    pub fn new(tools: Tools, timeouts: SagaTimeouts, limits: OrderLimits) -> Self {
        Self {
            claims: SeatClaims::new(tools.seats.clone(), tools.ids.clone(), limits.claim),
            seats: tools.seats,
            prices: FrozenPrices::new(tools.prices),
            new_orders: Coalesced::new(StoreOrders(tools.store.clone()), tools.tasks.clone()),
            reader: Reader::new(tools.store.clone(), tools.tasks.clone()),
            store: tools.store,
            clock: tools.clock,
            ids: tools.ids,
            secret: tools.secret,
            tasks: tools.tasks,
            timeouts,
            limits,
            in_flight: KeyedLock::default(),
            backlog: Backlog::new(limits.admission),
            undecided: UndecidedOrders::new(limits.undecided, timeouts.pin),
            cooldowns: Cooldowns::default(),
            feed: OrderFeed::default(),
        }
    }

    /// An instance of this service has confirmed or cancelled the order.
    pub fn has_ended(&self, order: OrderId) {
        self.undecided.ended(order);
    }

    /// Notifies streams of changes.
    #[must_use]
    pub fn feed(&self) -> &OrderFeed {
        &self.feed
    }
}
