//! Reading orders, each caller only their own.

use primitives::{Credentials, OrderId, UserId};

use super::{Orders, ReadError};
use crate::ports::{Place, Story};

/// Newest first.
#[derive(Debug)]
pub struct OrderPage {
    pub orders: Vec<Story>,
    /// Where to go on; none on the last page.
    pub next: Option<Place>,
}

impl Orders {
    pub async fn find(&self, id: OrderId, caller: &Credentials) -> Result<Story, ReadError> {
        let story = self.store.find(id).await?.ok_or(ReadError::NotFound)?;
        if story.order.is_visible_to(caller) { Ok(story) } else { Err(ReadError::NotFound) }
    }

    pub async fn list(
        &self,
        user: &UserId,
        after: Option<Place>,
        limit: u32,
    ) -> Result<OrderPage, ReadError> {
        let mut orders = self.store.list(user, after, limit.saturating_add(1)).await?;
        let more = orders.len() > limit as usize;
        orders.truncate(limit as usize);
        let last = orders.last().filter(|_| more);
        let next = last.map(|story| Place { created: story.order.created, order: story.order.id });
        Ok(OrderPage { orders, next })
    }
}
