//! Time for sagas: whatever is due is advanced, and the census is taken. At boot and every fraction of a second, without input.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures::StreamExt;
use parking_lot::{Mutex, MutexGuard};
use primitives::{OrderId, Timestamp};

use super::{AdvanceError, Advanced, News, Orders};
use crate::domain::{Admission, LATELY};
use crate::metrics;
use crate::ports::{Census, Due, StoreError};

/// How many are read at once, and how many such pages one turn works on. A row that fails is passed over until the next round.
const PAGE: u32 = 100;
const PAGES_MAX: u32 = 10;
/// Side by side they share the write to disk that each of them waits for.
const AT_ONCE: usize = 8;
const FAILING_MAX: usize = 10_000;

/// Orders that are not decided yet, counted as they come and go, and how many were decided lately; both put right by every census.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    unfinished: AtomicU64,
    decided: AtomicU64,
}

impl Backlog {
    pub(super) fn unfinished(&self) -> u64 {
        self.unfinished.load(Ordering::Relaxed)
    }

    pub(super) fn has_room(&self, admission: &Admission) -> bool {
        admission.has_room(self.unfinished(), self.decided.load(Ordering::Relaxed))
    }

    pub(super) fn accepted(&self) {
        self.unfinished.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn settled(&self) {
        let less = |unfinished: u64| Some(unfinished.saturating_sub(1));
        let _ = self.unfinished.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }

    fn put_right(&self, census: &Census) {
        self.unfinished.store(census.unfinished, Ordering::Relaxed);
        self.decided.store(census.decided, Ordering::Relaxed);
    }
}

/// Orders that could not be advanced, and until when they are left alone: a damaged record is told now and then, not all the time.
#[derive(Debug, Default)]
pub(super) struct Failing(Mutex<HashMap<OrderId, Timestamp>>);

impl Failing {
    fn rests(&self, order: OrderId, now: Timestamp) -> bool {
        self.lock().get(&order).is_some_and(|until| now < *until)
    }

    fn note(&self, order: OrderId, until: Timestamp) {
        let mut failing = self.lock();
        // Then everything fails, and it is no single order's matter.
        if failing.len() >= FAILING_MAX {
            failing.clear();
        }
        failing.insert(order, until);
    }

    fn forget(&self, order: OrderId) {
        self.lock().remove(&order);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<OrderId, Timestamp>> {
        self.0.lock()
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

    /// One that fails is told and left for later: it never stands in the way of the others.
    async fn advance_due(&self, due: Due) {
        let now = self.clock.now();
        if self.failing.rests(due.order, now) {
            return;
        }
        match self.advance(due.order, News::Time).await {
            Ok(Advanced::To(_) | Advanced::Unchanged | Advanced::Repeated | Advanced::UnknownOrder) => {
                self.failing.forget(due.order);
            }
            // Somebody else has just advanced it: a reply, or the sweep of another process.
            Err(AdvanceError::Store(StoreError::Conflict)) => {}
            Err(error @ (AdvanceError::Store(_) | AdvanceError::Unwritable(_))) => {
                self.failing.note(due.order, now.plus(self.pace.retry_max));
                metrics::sweep_failed();
                let cause = &error as &dyn std::error::Error;
                tracing::error!(order.id = %due.order, cause, "order {} could not be advanced", due.order);
            }
        }
    }

    /// Forgets up to `limit` messages that were heard longer ago than `keep`; says how many.
    pub async fn forget_heard(&self, keep: Duration, limit: u32) -> Result<u64, StoreError> {
        self.store.forget_heard(self.clock.now().minus(keep), limit).await
    }

    /// Counts sagas for operators and for the limit on unfinished orders.
    pub async fn take_census(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let census = self.store.census(now.minus(LATELY)).await?;
        self.backlog.put_right(&census);
        let compensating = census.oldest_compensation.map(|since| now.since(since));
        metrics::census(&census, compensating, self.limits.compensation_alert);
        Ok(())
    }
}
