//! `order.events`: what becomes of orders, for the clients of this process that watch their own.

use std::sync::Arc;

use bus::Message;
use contracts::messages::OrderEvent;
use platform::Follower;
use primitives::{HoldId, OrderId};

use crate::live::{OrderUpdate, OrderUpdates, WatchedStatus};

pub(crate) struct OrderEvents(pub(crate) Arc<OrderUpdates>);

impl Follower for OrderEvents {
    fn missed_some(&self) {
        self.0.missed_some();
    }

    fn received(&self, message: &Message) {
        match message.decode::<OrderEvent>() {
            Ok(event) => self.received_event(&event),
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(message.id = %message.id, error, "an order event cannot be read");
                self.0.missed_some();
            }
        }
    }
}

impl OrderEvents {
    fn received_event(&self, event: &OrderEvent) {
        let (hold_ids, status) = match event {
            OrderEvent::OrderCreated { hold_ids, .. } => (hold_ids, WatchedStatus::Hold),
            OrderEvent::OrderConfirmed { hold_ids, .. } => (hold_ids, WatchedStatus::Paid),
            OrderEvent::OrderCancelled { hold_ids, expired: true, .. } => (hold_ids, WatchedStatus::Expired),
            OrderEvent::OrderCancelled { hold_ids, .. } => (hold_ids, WatchedStatus::Cancelled),
            OrderEvent::OrderAdvanced { .. } => return,
        };
        let holds: Vec<HoldId> = hold_ids.iter().map(|hold| HoldId::from_uuid(*hold)).collect();
        self.0.changed(&holds, OrderUpdate { order: OrderId::from_uuid(event.order_id()), status });
    }
}
