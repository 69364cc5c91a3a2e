//! Deadlines and retries: every saga that is due is advanced, and the census is taken. At boot and every fraction of a second, without input.

use std::time::Duration;

use futures::StreamExt;
use primitives::OrderId;
use tokio::time::Instant;
use tracing::Span;

use super::error::AdvanceError;
use super::orders::Orders;
use super::saga_event::{Advanced, Arrival, SagaEvent};
use crate::metrics;
use crate::store::{DueOrder, StoreError};

/// How many are read at once, and how many such pages one sweep handles. A row that fails is skipped until the next round.
const PAGE: u32 = 256;
const PAGES_MAX: u32 = 4;
/// How many share a transaction.
const TOGETHER_MAX: usize = 64;
/// Concurrent steps share the disk sync that each of them waits for.
const CONCURRENCY: usize = 8;
/// How soon to look again whether the messages of an order have left the outbox.
const UNSENT_RECHECK: Duration = Duration::from_secs(1);
/// Orders that ended within it show that some process decides.
const ENDED_WITHIN: Duration = Duration::from_secs(5);

impl Orders {
    /// Advances what is due behind `from`, and says where to continue when that was not all. Bounded work a call.
    pub async fn sweep(&self, from: Option<DueOrder>) -> Result<Option<DueOrder>, StoreError> {
        let now = self.clock.now();
        let mut after = from;
        for _ in 0..PAGES_MAX {
            let page = self.store.due(now, after, PAGE).await?;
            after = page.last().copied();
            let due = page.iter().map(|due| due.order);
            let due: Vec<OrderId> =
                due.filter(|order| !self.cooldowns.include(*order, Instant::now())).collect();
            for together in due.chunks(TOGETHER_MAX) {
                self.advance_due(together).await;
            }
            if page.len() < PAGE as usize {
                return Ok(None);
            }
        }
        Ok(after)
    }

    /// An order that fails is logged and left for later: it never blocks the others.
    async fn advance_due(&self, together: &[OrderId]) {
        let arrival =
            |order: &OrderId| Arrival { order: *order, event: SagaEvent::Timer, span: Span::current() };
        let arrivals: Vec<Arrival> = together.iter().map(arrival).collect();
        if let Ok(advanced) = self.advance_all(&arrivals).await {
            together.iter().zip(&advanced).for_each(|(order, advanced)| self.cool_down(*order, advanced));
        } else {
            let alone = futures::stream::iter(together);
            alone.for_each_concurrent(CONCURRENCY, |order| self.advance_due_alone(*order)).await;
        }
    }

    fn cool_down(&self, order: OrderId, advanced: &Advanced) {
        if *advanced == Advanced::NotSentYet {
            self.cooldowns.start(order, Instant::now() + UNSENT_RECHECK);
        } else {
            self.cooldowns.end(order);
        }
    }

    async fn advance_due_alone(&self, order: OrderId) {
        match self.advance(order, SagaEvent::Timer).await {
            Ok(advanced) => self.cool_down(order, &advanced),
            // A reply, or the sweep of another process, has just advanced it.
            Err(AdvanceError::Store(StoreError::Conflict)) => {}
            Err(error @ (AdvanceError::Store(_) | AdvanceError::Unwritable(_))) => {
                self.cooldowns.start(order, Instant::now() + self.timeouts.retry_max);
                metrics::sweep_failed();
                let error = &error as &dyn std::error::Error;
                tracing::error!(order.id = %order, error, "order {order} could not be advanced");
            }
        }
    }

    /// Counts sagas for operators and for load shedding.
    pub async fn take_census(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let census = self.store.census(now.minus(ENDED_WITHIN), self.backlog.queue_since(now)).await?;
        self.backlog.correct(&census, now);
        let compensating = census.oldest_compensation.map(|since| now.since(since));
        metrics::census(&census, compensating, self.limits.compensation_alert);
        Ok(())
    }
}
