//! Snapshots on their way: at most one an event, tried until it is there, a few at the same time.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use primitives::Backoff;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::app::Catalog;
use crate::domain::{FetchReason, Snapshot};
use crate::live::LiveMap;
use crate::metrics;

const AT_ONCE_MAX: usize = 4;
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// A map stays behind for up to the longest pause after an outage.
const BACKOFF: Backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(1));

type Fetch = BoxFuture<'static, (Arc<LiveMap>, Snapshot)>;

pub(super) struct Fetches {
    catalog: Arc<Catalog>,
    /// Bounded by the number of events: a map starts a fetch only when it has none.
    running: FuturesUnordered<Fetch>,
    permits: Arc<Semaphore>,
}

impl Fetches {
    pub(super) fn new(catalog: Arc<Catalog>) -> Self {
        let permits = Arc::new(Semaphore::new(AT_ONCE_MAX));
        Self { catalog, running: FuturesUnordered::new(), permits }
    }

    pub(super) fn start(&mut self, map: Arc<LiveMap>, reason: FetchReason) {
        metrics::fetched(reason);
        let wait = match reason {
            FetchReason::Unseen | FetchReason::Gap | FetchReason::Epoch | FetchReason::UnknownSeat => {
                Duration::ZERO
            }
            // The seat store said something odd: asked at once it would only say it again.
            FetchReason::StaleSnapshot | FetchReason::OtherSeats => {
                tracing::warn!(event_id = %map.plan().event(), ?reason, "a snapshot cannot be used, fetching it again");
                BACKOFF.first
            }
        };
        let (catalog, permits) = (self.catalog.clone(), self.permits.clone());
        self.running.push(Box::pin(fetch(catalog, permits, map, wait)));
    }

    /// Waits for the next snapshot, for ever when none is on its way.
    pub(super) async fn next(&mut self) -> (Arc<LiveMap>, Snapshot) {
        match self.running.next().await {
            Some(done) => done,
            None => std::future::pending().await,
        }
    }
}

async fn fetch(
    catalog: Arc<Catalog>,
    permits: Arc<Semaphore>,
    map: Arc<LiveMap>,
    mut wait: Duration,
) -> (Arc<LiveMap>, Snapshot) {
    let event = map.plan().event();
    let mut failures = 0_u32;
    loop {
        sleep(wait).await;
        let answer = {
            let _permit = permits.acquire().await;
            timeout(ANSWER_WITHIN, catalog.fetch_snapshot(&map)).await
        };
        let cause: Box<dyn std::error::Error + Send + Sync> = match answer {
            Ok(Ok(snapshot)) => return (map, snapshot),
            Ok(Err(error)) => Box::new(error),
            Err(elapsed) => Box::new(elapsed),
        };
        failures = failures.saturating_add(1);
        if failures == 1 {
            tracing::warn!(event_id = %event, cause = ?cause, "a seat map cannot be fetched, trying until it can");
        }
        wait = pause_after(failures);
    }
}

fn pause_after(failures: u32) -> Duration {
    BACKOFF.delay(failures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_store_that_comes_back_is_asked_within_a_second_however_long_it_was_away() {
        let pauses: Vec<_> = (1..=6).chain([100, u32::MAX]).map(pause_after).collect();
        let millis = [100, 200, 400, 800, 1_000, 1_000, 1_000, 1_000].map(Duration::from_millis);
        assert_eq!(pauses, millis);
    }
}
