//! The services whose word counts more than the seat store's: order, which keeps the sales, and catalog, which publishes events.

use async_trait::async_trait;
use primitives::{Cause, EventId, HoldId, HoldOwner, OrderId, SeatId, TierName, Timestamp};

use super::seat_store::EventMeta;
use crate::domain::SalePlan;

/// The sales records did not answer. Whether [`Sales::begin_rebuild`] took effect is then unknown, and does not matter: call it again.
#[derive(Debug, thiserror::Error)]
#[error("the sales records are not available")]
pub struct SalesUnavailable(#[source] pub Cause);

/// The records of events did not answer.
#[derive(Debug, thiserror::Error)]
#[error("the records of events are not available")]
pub struct EventsUnavailable(#[source] pub Cause);

/// The last word on who bought what, and on who is about to. The order service answers.
#[async_trait]
pub trait Sales: Send + Sync {
    /// Raises the epoch of the event by one, and returns it with everything that has to be in a seat store. One transaction: an order or a
    /// sale that is not in the answer of this epoch was committed after every answer of a lower one. The first epoch of an event is 1.
    /// An event without orders has an empty answer; order does not know whether the event exists.
    async fn begin_rebuild(&self, event: EventId) -> Result<SalesSnapshot, SalesUnavailable>;

    /// Which of these orders, to which seats are sold, have ended, and everything that is sold, from one snapshot taken now. At most as many orders as an event
    /// has seats.
    async fn standing(&self, event: EventId, orders: &[OrderId]) -> Result<Standing, SalesUnavailable>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalesSnapshot {
    pub epoch: u64,
    /// The rows of the ledger.
    pub sold: Vec<(SeatId, OrderId)>,
    /// Of those seats, sold or ordered, that have one.
    pub tiers: Vec<(SeatId, TierName)>,
    /// Orders that may still become a sale.
    pub under_way: Vec<OrderUnderWay>,
}

/// An order that is being paid or confirmed. Confirmed orders are in the ledger, and those that are being compensated have no seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderUnderWay {
    pub order: OrderId,
    pub seats: Vec<SeatId>,
    /// The holds that the seats were claimed from.
    pub holds: Vec<HoldId>,
    pub owner: HoldOwner,
    pub stage: OrderStage,
    /// When its pins end, as the claim was answered.
    pub pinned_until: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderStage {
    /// The seats are pinned.
    Authorizing,
    /// A confirm was sent: the seats belong to the order, whether it has been executed or not.
    Confirming,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// The rows of the ledger.
    pub sold: Vec<(SeatId, OrderId)>,
    /// Those of the requested orders that have ended, or were lost when the records were restored: nothing will be done for them any more.
    pub ended: Vec<OrderId>,
}

/// What is published. The catalog answers.
#[async_trait]
pub trait Events: Send + Sync {
    /// None: there is no such event.
    async fn published(&self, event: EventId) -> Result<Option<PublishedEvent>, EventsUnavailable>;

    /// Its sections and prices, which never change again. None: there is no such event.
    async fn plan(&self, event: EventId) -> Result<Option<SalePlan>, EventsUnavailable>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedEvent {
    pub meta: EventMeta,
    /// When the show begins. None: the catalog does not say so.
    pub begins_at: Option<Timestamp>,
}
