//! `order.events`, our own, heard by every process of ours: streams of one process follow orders that another one advances.

use bus::{Message, Undecodable};
use contracts::messages::OrderEvent;
use primitives::OrderId;

pub(crate) fn order_of(message: &Message) -> Result<OrderId, Undecodable> {
    let event: OrderEvent = message.decode()?;
    Ok(OrderId::from_uuid(event.order_id()))
}
