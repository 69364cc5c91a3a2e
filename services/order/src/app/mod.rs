//! The use cases of the order service. Transactions begin and end in this folder and nowhere else.

mod advance_saga;
pub mod audit;
mod claim_seats;
mod error;
mod frozen_prices;
mod order_feed;
mod outgoing;
mod place_order;
mod read_orders;
mod sales_records;
mod sweep_sagas;

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Tasks;
use primitives::{Clock, IdSource, KeyedLock};

pub use advance_saga::{Advanced, News};
pub use error::{AdvanceError, PlaceError, ReadError};
pub use order_feed::{OrderFeed, Watch};
pub use place_order::{PlaceOrder, Placement};
pub use read_orders::OrderPage;
pub use sales_records::{Rebuild, SalesRecords};

use crate::domain::{Admission, KeyDigest, OrderSecret, Pace};
use crate::ports::{OrderStore, Prices, Seats};
use claim_seats::SeatClaims;
use frozen_prices::FrozenPrices;
use sweep_sagas::{Backlog, Failing};

/// What every wait and every crowd is limited to.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// One try of a claim.
    pub claim: Duration,
    /// How long a second request with a key waits for the first.
    pub in_flight: Duration,
    /// Of orders that are not decided yet.
    pub admission: Admission,
    /// A compensation that takes longer is told to the operators.
    pub compensation_alert: Duration,
}

/// What the use cases work with.
pub struct Tools {
    pub store: Arc<dyn OrderStore>,
    pub seats: Arc<dyn Seats>,
    pub prices: Arc<dyn Prices>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn IdSource>,
    pub secret: OrderSecret,
    pub tasks: Tasks,
}

/// The only type that handlers, message handlers and workers hold.
pub struct Orders {
    store: Arc<dyn OrderStore>,
    claims: SeatClaims,
    prices: FrozenPrices,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    secret: OrderSecret,
    tasks: Tasks,
    pace: Pace,
    limits: Limits,
    in_flight: KeyedLock<KeyDigest>,
    backlog: Backlog,
    failing: Failing,
    feed: OrderFeed,
}

impl Orders {
    #[must_use]
    pub fn new(tools: Tools, pace: Pace, limits: Limits) -> Self {
        Self {
            claims: SeatClaims::new(tools.seats, tools.clock.clone(), tools.ids.clone(), limits.claim),
            prices: FrozenPrices::new(tools.prices),
            store: tools.store,
            clock: tools.clock,
            ids: tools.ids,
            secret: tools.secret,
            tasks: tools.tasks,
            pace,
            limits,
            in_flight: KeyedLock::default(),
            backlog: Backlog::default(),
            failing: Failing::default(),
            feed: OrderFeed::default(),
        }
    }

    /// Where streams hear of changes.
    #[must_use]
    pub fn feed(&self) -> &OrderFeed {
        &self.feed
    }
}
