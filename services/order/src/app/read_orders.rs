//! Reading orders, each caller only their own.

use primitives::{Credentials, OrderId, UserId};

use super::error::ReadError;
use super::orders::Orders;
use crate::domain::{OrderCursor, OrderDetails, WantedOrders};

/// Newest first.
#[derive(Debug)]
pub struct OrderPage {
    pub orders: Vec<OrderDetails>,
    /// None on the last page.
    pub next: Option<OrderCursor>,
}

/// Who follows an order.
#[derive(Debug, Clone)]
pub enum OrderReader {
    Caller(Credentials),
    /// The bearer of a token for its stream, which was issued to a caller who may read it.
    StreamToken,
}

impl Orders {
    pub async fn find(&self, id: OrderId, caller: &Credentials) -> Result<OrderDetails, ReadError> {
        let details = self.reader.order(id).await?.ok_or(ReadError::NotFound)?;
        if details.order.is_visible_to(caller) { Ok(details) } else { Err(ReadError::NotFound) }
    }

    /// As [`Self::find`], for a reader who has been admitted already.
    pub async fn find_for(&self, id: OrderId, reader: &OrderReader) -> Result<OrderDetails, ReadError> {
        match reader {
            OrderReader::Caller(caller) => self.find(id, caller).await,
            OrderReader::StreamToken => self.reader.order(id).await?.ok_or(ReadError::NotFound),
        }
    }

    /// Of the user, and of the guest whom the user was.
    pub async fn list(
        &self,
        user: &UserId,
        was_guest: Option<&UserId>,
        wanted: WantedOrders,
        after: Option<OrderCursor>,
        limit: u32,
    ) -> Result<OrderPage, ReadError> {
        let mut orders = self.store.list(user, was_guest, wanted, after, limit.saturating_add(1)).await?;
        let is_last = orders.len() <= limit as usize;
        orders.truncate(limit as usize);
        let next = orders.last().filter(|_| !is_last).map(OrderDetails::cursor);
        Ok(OrderPage { orders, next })
    }
}
