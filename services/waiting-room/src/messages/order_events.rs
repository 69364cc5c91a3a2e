//! `order.events`: what was bought, so that the slot of its buyer is free again. Messages that are missed cost nothing but time: a session ends
//! with its lease.

use std::sync::Arc;

use bus::Message;
use contracts::messages::OrderEvent;
use platform::Follower;
use primitives::HoldId;

use crate::app::WaitingRooms;

pub(crate) struct OrderEvents(pub(crate) Arc<WaitingRooms>);

impl Follower for OrderEvents {
    fn missed_some(&self) {
        tracing::debug!("order events were missed: the sessions of their buyers end with their leases");
    }

    fn received(&self, message: &Message) {
        match message.decode::<OrderEvent>() {
            Ok(OrderEvent::OrderConfirmed { hold_ids, .. }) => {
                let holds: Vec<HoldId> = hold_ids.iter().map(|hold| HoldId::from_uuid(*hold)).collect();
                self.0.note_bought(&holds);
            }
            Ok(_) => {}
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(message.id = %message.id, error, "an order event cannot be read");
            }
        }
    }
}
