//! Looking after what nobody works on: payments after a start, a failure or an overload, and memories of messages that cannot
//! come again.

use std::time::Duration;

use super::{Job, PaymentError, Payments};
use crate::metrics;

/// How many payments one turn takes up.
const PAYMENTS_MAX: u32 = 200;

/// Far longer than the bus keeps a message: whatever is forgotten cannot be delivered again.
const REMEMBER_MESSAGES: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// How many messages one turn forgets: the writer is everybody's.
const MESSAGES_MAX: u32 = 500;

/// What a turn of recovery found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    pub taken: usize,
    /// There may be more at once.
    pub full: bool,
}

impl Payments {
    /// For the start of the process: whatever is unsettled is nobody's, so it need not wait until it is due.
    pub async fn begin_recovery(&self) -> Result<(), PaymentError> {
        Ok(self.store.make_all_due(self.clock.now()).await?)
    }

    /// Takes up payments that are due. Each of them moves behind all others first, so that none stands in the way.
    pub async fn recover(&self) -> Result<Turn, PaymentError> {
        let now = self.clock.now();
        let orders = self.store.take_due(now, self.due_after(now), PAYMENTS_MAX).await?;
        let taken = orders.len();
        for order in orders {
            if !self.desk.hand_over(Job { order, known: None }) {
                return Ok(Turn { taken, full: false });
            }
        }
        Ok(Turn { taken, full: taken == PAYMENTS_MAX as usize })
    }

    /// True when there may be more to forget at once.
    pub async fn forget_messages(&self) -> Result<bool, PaymentError> {
        let before = self.clock.now().minus(REMEMBER_MESSAGES);
        Ok(self.store.forget_seen(before, MESSAGES_MAX).await? == u64::from(MESSAGES_MAX))
    }

    /// For the gauge of what is unsettled.
    pub async fn measure(&self) -> Result<(), PaymentError> {
        metrics::unsettled(self.store.count_unsettled().await?);
        Ok(())
    }
}
