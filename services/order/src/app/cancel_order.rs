//! A buyer does not want an order any more.

use primitives::{Credentials, OrderId};
use tokio::time::Instant;

use super::error::CancelError;
use super::orders::Orders;
use super::saga_event::SagaEvent;
use crate::domain::{OrderDetails, OrderStatus};

impl Orders {
    /// Undoes an order that is not decided, and returns it once it is cancelled, or else as it is at `by`. Repeated, it changes nothing. Between
    /// a cancellation and a confirmation the records decide: whichever step is stored first.
    pub async fn cancel(
        &self,
        order: OrderId,
        caller: &Credentials,
        by: Instant,
    ) -> Result<OrderDetails, CancelError> {
        let details = self.find(order, caller).await?;
        match details.progress.state.status() {
            OrderStatus::Cancelled => return Ok(details),
            OrderStatus::Confirmed => return Err(CancelError::Confirmed),
            OrderStatus::Created if details.order.reference.is_some() => {
                return Err(CancelError::PaidAtBoxOffice);
            }
            OrderStatus::Created => {}
        }
        self.advance(order, SagaEvent::CancelRequested).await?;
        let details = self.find_decided(order, caller, by).await?;
        match details.progress.state.status() {
            OrderStatus::Confirmed => Err(CancelError::Confirmed),
            OrderStatus::Created | OrderStatus::Cancelled => Ok(details),
        }
    }
}
