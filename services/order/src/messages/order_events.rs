//! `order.events`, our own, read by every process of this service: streams of one process follow orders that another one advances.

use std::sync::Arc;

use bus::Message;
use contracts::messages::OrderEvent;
use platform::Follower;
use primitives::OrderId;

use crate::app::Orders;

/// Passes on to the streams of this process that an order has changed, whichever process changed it.
pub(crate) struct Changes(pub(crate) Arc<Orders>);

impl Follower for Changes {
    fn missed_some(&self) {
        self.0.feed().all_may_have_changed();
    }

    fn received(&self, message: &Message) {
        match message.decode::<OrderEvent>() {
            Ok(event) => {
                let order = OrderId::from_uuid(event.order_id());
                if let OrderEvent::OrderConfirmed { .. } | OrderEvent::OrderCancelled { .. } = event {
                    self.0.has_ended(order);
                }
                self.0.feed().changed(order);
            }
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(message_id = %message.id, error, "an order event cannot be read");
                self.0.feed().all_may_have_changed();
            }
        }
    }
}
