//! Time for sagas: whatever is due is advanced, and the census is taken. At boot and every fraction of a second, without input.

use std::sync::atomic::{AtomicU64, Ordering};

use futures::StreamExt;

use super::{Advanced, News, Orders};
use crate::metrics;
use crate::ports::{Due, StoreError};

/// How many are read at once, and how many such pages one turn works on. A row that fails is passed over until the next round.
const PAGE: u32 = 100;
const PAGES_MAX: u32 = 10;
/// Side by side they share the write to disk that each of them waits for.
const AT_ONCE: usize = 8;

/// Orders that are not decided yet: counted as they come and go, put right by every census.
#[derive(Debug, Default)]
pub(super) struct Backlog(AtomicU64);

impl Backlog {
    pub(super) fn unfinished(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn accepted(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn settled(&self) {
        let less = |unfinished: u64| Some(unfinished.saturating_sub(1));
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }
}

impl Orders {
    /// Advances what is due behind `from`, and says where to go on when that was not all. Bounded work a turn.
    pub async fn sweep(&self, from: Option<Due>) -> Result<Option<Due>, StoreError> {
        let now = self.clock.now();
        let mut after = from;
        for _ in 0..PAGES_MAX {
            let page = self.store.due(now, after, PAGE).await?;
            after = page.last().copied();
            futures::stream::iter(&page).for_each_concurrent(AT_ONCE, |due| self.advance_due(*due)).await;
            if page.len() < PAGE as usize {
                return Ok(None);
            }
        }
        Ok(after)
    }

    /// One that fails is told and left for the next round: it never stands in the way of the others.
    async fn advance_due(&self, due: Due) {
        match self.advance(due.order, News::Time).await {
            Ok(Advanced::To(_) | Advanced::Unchanged | Advanced::Repeated | Advanced::UnknownOrder) => {}
            Err(error) => {
                metrics::sweep_failed();
                let cause = &error as &dyn std::error::Error;
                tracing::error!(order.id = %due.order, cause, "order {} could not be advanced", due.order);
            }
        }
    }

    /// Counts sagas for operators and for the limit on unfinished orders.
    pub async fn take_census(&self) -> Result<(), StoreError> {
        let census = self.store.census().await?;
        self.backlog.0.store(census.unfinished, Ordering::Relaxed);
        let compensating = census.oldest_compensation.map(|since| self.clock.now().since(since));
        metrics::census(&census, compensating, self.limits.compensation_alert);
        Ok(())
    }
}
