//! Deadlines and retries: every saga that is due is advanced, and the census is taken. At boot and every fraction of a second, without input.

use futures::StreamExt;

use super::advance_saga::{Advanced, SagaEvent};
use super::error::AdvanceError;
use super::orders::Orders;
use crate::domain::RATE_WINDOW;
use crate::metrics;
use crate::store::{DueOrder, StoreError};

/// How many are read at once, and how many such pages one sweep handles. A row that fails is skipped until the next round.
const PAGE: u32 = 100;
const PAGES_MAX: u32 = 10;
/// Concurrent steps share the disk sync that each of them waits for.
const CONCURRENCY: usize = 8;

impl Orders {
    /// Advances what is due behind `from`, and says where to continue when that was not all. Bounded work a call.
    pub async fn sweep(&self, from: Option<DueOrder>) -> Result<Option<DueOrder>, StoreError> {
        let now = self.clock.now();
        let mut after = from;
        for _ in 0..PAGES_MAX {
            let page = self.store.due(now, after, PAGE).await?;
            after = page.last().copied();
            let steps = futures::stream::iter(&page);
            steps.for_each_concurrent(CONCURRENCY, |due| self.advance_due(*due)).await;
            if page.len() < PAGE as usize {
                return Ok(None);
            }
        }
        Ok(after)
    }

    /// An order that fails is logged and left for later: it never blocks the others.
    async fn advance_due(&self, due: DueOrder) {
        let now = self.clock.now();
        if self.cooldowns.includes(due.order, now) {
            return;
        }
        match self.advance(due.order, SagaEvent::Timer).await {
            Ok(Advanced::To(_) | Advanced::Unchanged | Advanced::Duplicate | Advanced::UnknownOrder) => {
                self.cooldowns.end(due.order);
            }
            // A reply, or the sweep of another process, has just advanced it.
            Err(AdvanceError::Store(StoreError::Conflict)) => {}
            Err(error @ (AdvanceError::Store(_) | AdvanceError::Unwritable(_))) => {
                self.cooldowns.start(due.order, now.plus(self.timeouts.retry_max));
                metrics::sweep_failed();
                let error = &error as &dyn std::error::Error;
                tracing::error!(order.id = %due.order, error, "order {} could not be advanced", due.order);
            }
        }
    }

    /// Counts sagas for operators and for load shedding.
    pub async fn take_census(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let census = self.store.census(now.minus(RATE_WINDOW)).await?;
        self.backlog.correct(&census);
        let compensating = census.oldest_compensation.map(|since| now.since(since));
        metrics::census(&census, compensating, self.limits.compensation_alert);
        Ok(())
    }
}
