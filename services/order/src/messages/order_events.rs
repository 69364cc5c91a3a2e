//! `order.events`, our own, read by every process of this service: streams of one process follow orders that another one advances.

use bus::{Message, Undecodable};
use contracts::messages::OrderEvent;
use primitives::OrderId;

pub(crate) fn order_of(message: &Message) -> Result<OrderId, Undecodable> {
    let event: OrderEvent = message.decode()?;
    Ok(OrderId::from_uuid(event.order_id()))
}
