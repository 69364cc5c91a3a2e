//! A buyer does not want an order any more.

use primitives::{Credentials, OrderId};
use tokio::time::Instant;

use super::error::CancelError;
use super::orders::Orders;
use super::saga_event::{Advanced, SagaEvent};
use crate::domain::{OrderDetails, OrderStatus};

/// An order that is being cancelled, or is.
#[derive(Debug)]
pub struct Cancellation {
    pub details: OrderDetails,
    /// By this call: it was not asked for before.
    pub has_changed: bool,
}

impl Orders {
    /// Undoes an order that is not decided, and returns it once it is cancelled, or else as it is at `by`. Repeated, it changes nothing. Between
    /// a cancellation and a confirmation the records decide: whichever step is stored first.
    pub async fn cancel(
        &self,
        order: OrderId,
        caller: &Credentials,
        by: Instant,
    ) -> Result<Cancellation, CancelError> {
        let details = self.find(order, caller).await?;
        match details.progress.state.status() {
            OrderStatus::Cancelled => return Ok(Cancellation { details, has_changed: false }),
            OrderStatus::Confirmed => return Err(CancelError::Confirmed),
            OrderStatus::Created if details.order.reference.is_some() => {
                return Err(CancelError::PaidAtBoxOffice);
            }
            OrderStatus::Created => {}
        }
        let advanced = self.advance(order, SagaEvent::CancelRequested).await?;
        let has_changed = matches!(advanced, Advanced::To(_));
        let details = self.find_decided(order, caller, by).await?;
        match details.progress.state.status() {
            OrderStatus::Confirmed => Err(CancelError::Confirmed),
            OrderStatus::Created | OrderStatus::Cancelled => Ok(Cancellation { details, has_changed }),
        }
    }
}
