//! Fetches of snapshots: at most one an event, retried until it succeeds, with bounded concurrency.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use primitives::{Backoff, Cause};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::app::Catalog;
use crate::domain::{FetchReason, Snapshot};
use crate::live::LiveMap;
use crate::metrics;

const CONCURRENCY_MAX: usize = 4;
const TIMEOUT: Duration = Duration::from_secs(5);
/// After an outage a map stays behind for up to the longest delay.
const BACKOFF: Backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(1));
/// Before an unusable snapshot is fetched again: at once the seat store would only give it again.
const UNUSABLE_DELAY: Duration = Duration::from_millis(50);

/// None: the event was forgotten meanwhile.
type Fetch = BoxFuture<'static, Option<(Arc<LiveMap>, Snapshot)>>;

pub(super) struct Fetches {
    catalog: Arc<Catalog>,
    /// Bounded by the number of events: a map starts a fetch only when none is in progress.
    running: FuturesUnordered<Fetch>,
    permits: Arc<Semaphore>,
}

impl Fetches {
    pub(super) fn new(catalog: Arc<Catalog>) -> Self {
        let permits = Arc::new(Semaphore::new(CONCURRENCY_MAX));
        Self { catalog, running: FuturesUnordered::new(), permits }
    }

    pub(super) fn start(&mut self, map: Arc<LiveMap>, reason: FetchReason) {
        metrics::fetched(reason);
        let delay = match reason {
            FetchReason::Unseen | FetchReason::Gap | FetchReason::Epoch | FetchReason::UnknownSeat => {
                Duration::ZERO
            }
            FetchReason::StaleSnapshot | FetchReason::OtherSeats => {
                tracing::warn!(event_id = %map.plan().event(), ?reason, "a snapshot cannot be used, fetching it again");
                UNUSABLE_DELAY
            }
        };
        let (catalog, permits) = (self.catalog.clone(), self.permits.clone());
        self.running.push(Box::pin(fetch(catalog, permits, map, delay)));
    }

    /// Waits for the next snapshot, for ever when no fetch is in progress.
    pub(super) async fn next(&mut self) -> (Arc<LiveMap>, Snapshot) {
        while let Some(done) = self.running.next().await {
            if let Some(fetched) = done {
                return fetched;
            }
        }
        std::future::pending().await
    }
}

async fn fetch(
    catalog: Arc<Catalog>,
    permits: Arc<Semaphore>,
    map: Arc<LiveMap>,
    mut delay: Duration,
) -> Option<(Arc<LiveMap>, Snapshot)> {
    let event = map.plan().event();
    let mut failures = 0_u32;
    loop {
        sleep(delay).await;
        if map.is_retired() {
            return None;
        }
        let fetched = {
            let _permit = permits.acquire().await;
            timeout(TIMEOUT, catalog.fetch_snapshot(&map)).await
        };
        let error: Cause = match fetched {
            Ok(Ok(snapshot)) => return Some((map, snapshot)),
            Ok(Err(error)) => Box::new(error),
            Err(elapsed) => Box::new(elapsed),
        };
        let error = error.as_ref() as &dyn std::error::Error;
        failures = failures.saturating_add(1);
        if failures == 1 {
            tracing::warn!(event_id = %event, error, "a seat map could not be fetched, retrying until it can");
        }
        delay = delay_after(failures);
    }
}

fn delay_after(failures: u32) -> Duration {
    BACKOFF.delay(failures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_store_that_comes_back_is_called_within_a_second_however_long_it_was_away() {
        let delays: Vec<_> = (1..=6).chain([100, u32::MAX]).map(delay_after).collect();
        let millis = [100, 200, 400, 800, 1_000, 1_000, 1_000, 1_000].map(Duration::from_millis);
        assert_eq!(delays, millis);
    }
}
