//! An order as its buyer reads it, and its position in a list of orders.

use primitives::{EventId, OrderId, Timestamp};

use super::{Entry, Order, OrderStatus, Progress};

/// An order with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderDetails {
    pub order: Order,
    pub progress: Progress,
    pub timeline: Vec<Entry>,
}

/// The position of an order in a list by creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderCursor {
    pub created: Timestamp,
    pub order: OrderId,
}

/// Which of a user's orders are listed: all, or those of one event, or of one status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WantedOrders {
    pub event: Option<EventId>,
    pub status: Option<OrderStatus>,
}

impl OrderDetails {
    #[must_use]
    pub fn cursor(&self) -> OrderCursor {
        OrderCursor { created: self.order.created, order: self.order.id }
    }
}
