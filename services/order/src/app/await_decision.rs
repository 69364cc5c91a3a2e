//! Waiting until an order is decided, for callers who would rather wait than ask again.

use std::time::Duration;

use primitives::{Credentials, OrderId};
use tokio::time::{Instant, sleep, sleep_until};

use super::error::ReadError;
use super::orders::Orders;
use crate::domain::{OrderDetails, OrderStatus};
use crate::store::StoreError;

/// The feed is a hint; what it missed is found by polling.
const POLL_EVERY: Duration = Duration::from_secs(2);

impl Orders {
    /// When a caller who wants to wait so long from now on has its answer: before the time of its request is over.
    #[must_use]
    pub fn waits_until(&self, wait: Duration) -> Instant {
        Instant::now() + wait.min(self.limits.decision_wait)
    }

    /// The caller's order once it is confirmed or cancelled, or else as it is at `by`.
    pub async fn find_decided(
        &self,
        order: OrderId,
        caller: &Credentials,
        by: Instant,
    ) -> Result<OrderDetails, ReadError> {
        let details = self.when_decided(order, by).await?.ok_or(ReadError::NotFound)?;
        if details.order.is_visible_to(caller) { Ok(details) } else { Err(ReadError::NotFound) }
    }

    /// None: there is no such order.
    pub(super) async fn when_decided(
        &self,
        order: OrderId,
        by: Instant,
    ) -> Result<Option<OrderDetails>, StoreError> {
        let mut watch = self.feed().watch(order);
        loop {
            let details = self.reader.order(order).await?;
            let state = details.as_ref().map(|details| &details.progress.state);
            let is_open =
                state.is_none_or(|state| state.status() == OrderStatus::Created && !state.is_stuck());
            if !is_open || Instant::now() >= by {
                return Ok(details);
            }
            tokio::select! {
                () = watch.changed() => {}
                () = sleep(POLL_EVERY) => {}
                () = sleep_until(by) => {}
            }
        }
    }
}
