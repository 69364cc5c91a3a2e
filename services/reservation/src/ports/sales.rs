//! Those whose word counts more than the seat store's: whoever keeps the orders, and whoever publishes events.

use async_trait::async_trait;
use primitives::{Cause, EventId, HoldId, HoldOwner, OrderId, SeatId, Timestamp};

use super::EventMeta;

/// The sales records did not answer. What [`Sales::begin_rebuild`] did is then unknown, and need not be known: ask again.
#[derive(Debug, thiserror::Error)]
#[error("the sales records are not available")]
pub struct SalesUnavailable(#[source] pub Cause);

/// The records of events did not answer.
#[derive(Debug, thiserror::Error)]
#[error("the records of events are not available")]
pub struct EventsUnavailable(#[source] pub Cause);

/// The last word on who bought what, and on who is about to. Answered by the order service.
#[async_trait]
pub trait Sales: Send + Sync {
    /// Raises the epoch of the event by one, and returns it with everything that has to be in a seat store. One transaction: an order or a
    /// sale that is not in the answer of this epoch was committed after every answer of a lower one. The first epoch of an event is 1.
    /// An event without orders has an empty answer; whether there is such an event is not known here.
    async fn begin_rebuild(&self, event: EventId) -> Result<SalesSnapshot, SalesUnavailable>;

    /// What has become of these orders, and everything that is sold, of one snapshot that is taken now. At most as many orders as an event
    /// has seats.
    async fn standing(&self, event: EventId, orders: &[OrderId]) -> Result<Standing, SalesUnavailable>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalesSnapshot {
    pub epoch: u64,
    /// The rows of the ledger.
    pub sold: Vec<(SeatId, OrderId)>,
    /// Orders that may still become a sale.
    pub under_way: Vec<OrderUnderWay>,
}

/// An order that is being paid or confirmed. Orders that are confirmed are in the ledger, and those that are being undone have nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderUnderWay {
    pub order: OrderId,
    pub seats: Vec<SeatId>,
    /// The holds that the seats were claimed from.
    pub holds: Vec<HoldId>,
    pub owner: HoldOwner,
    pub stage: Stage,
    /// When its pins end, as the claim was told.
    pub pinned_until: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The seats are pinned.
    Authorizing,
    /// A confirm was sent: the seats are the order's, whether it has been carried out or not.
    Confirming,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// The rows of the ledger.
    pub sold: Vec<(SeatId, OrderId)>,
    /// Those of the orders asked for that have come to their end: nothing will be done for them any more.
    pub ended: Vec<OrderId>,
}

/// What is published. Answered by the catalog.
#[async_trait]
pub trait Events: Send + Sync {
    /// None: there is no such event.
    async fn meta(&self, event: EventId) -> Result<Option<EventMeta>, EventsUnavailable>;
}
