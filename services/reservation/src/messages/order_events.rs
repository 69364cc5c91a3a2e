//! `order.events`: what named buyers have bought, for the limit of what one may hold.

use std::sync::Arc;

use bus::Message;
use contracts::messages::OrderEvent;
use platform::Follower;
use primitives::{EventId, OrderId, UserId};

use crate::app::{BoughtOrder, BoughtSeats};

pub(crate) struct OrderEvents(pub(crate) Arc<BoughtSeats>);

impl Follower for OrderEvents {
    /// The ledger counts what is missed here.
    fn missed_some(&self) {}

    fn received(&self, message: &Message) {
        match message.decode::<OrderEvent>() {
            Ok(event) => {
                if let Some(bought) = bought(event) {
                    self.0.confirmed(bought);
                }
            }
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(message.id = %message.id, error, "an order event cannot be read");
            }
        }
    }
}

/// None: it is no sale that counts.
fn bought(event: OrderEvent) -> Option<BoughtOrder> {
    let OrderEvent::OrderConfirmed { order_id, bought: Some(bought), .. } = event else { return None };
    Some(BoughtOrder {
        order: OrderId::from_uuid(order_id),
        event: EventId::new(bought.event_id).ok()?,
        user: UserId::parse(&bought.user)?,
        seats: bought.seats,
    })
}
