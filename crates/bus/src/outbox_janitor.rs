//! Deletes what was sent long ago from an outbox. It has a task and a budget of its own: nothing is published later because of it.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use primitives::Clock;
use tokio::time::{Instant, sleep};

use crate::ports::{BusError, Outbox};

/// Sent messages are kept this long, to find out later what happened.
const KEEP_SENT: Duration = Duration::from_secs(24 * 60 * 60);
const PRUNE_EVERY: Duration = Duration::from_secs(10);
/// In one transaction: others wait for the writer meanwhile.
const SLICE: u32 = 200;
/// The pause behind a slice, in multiples of its time: the writer is free for four fifths of the time.
const REST: u32 = 4;
/// The least pause, which bounds the slices to fifty a second: ten thousand messages, more than a service sends.
const REST_MIN: Duration = Duration::from_millis(20);

pub struct OutboxJanitor {
    /// The service whose outbox this is.
    name: &'static str,
    outbox: Arc<dyn Outbox>,
    clock: Arc<dyn Clock>,
}

impl OutboxJanitor {
    #[must_use]
    pub fn new(name: &'static str, outbox: Arc<dyn Outbox>, clock: Arc<dyn Clock>) -> Self {
        Self { name, outbox, clock }
    }

    /// Runs until `stop` comes. A slice in progress is dropped then, and done again some other time.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) {
        tokio::select! {
            () = stop => {}
            () = self.keep_pruned() => {}
        }
    }

    async fn keep_pruned(&self) {
        loop {
            sleep(PRUNE_EVERY).await;
            if let Err(error) = self.prune().await {
                let (outbox, error) = (self.name, &error as &dyn Error);
                tracing::warn!(outbox, error, "cannot prune the outbox now, will retry");
            }
        }
    }

    /// Until nothing is left that is old enough.
    async fn prune(&self) -> Result<(), BusError> {
        loop {
            let (begun, before) = (Instant::now(), self.clock.now().minus(KEEP_SENT));
            if self.outbox.prune_sent(before, SLICE).await? < u64::from(SLICE) {
                return Ok(());
            }
            sleep((begun.elapsed() * REST).max(REST_MIN)).await;
        }
    }
}
