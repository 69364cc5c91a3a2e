//! Keeps the log bounded: what every group has read goes after a while. What a group has not read stays, and when too much of
//! that is there, publishing is refused, so that it piles up where it can be seen: in the outboxes.

use std::error::Error;
use std::time::Duration;

use tokio::time::timeout;

use super::{Log, rows};
use crate::BusError;

const CLEAN_EVERY: Duration = Duration::from_secs(60);
const SLICE: u32 = 1_000;

#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// How long messages are kept that everybody has read.
    pub keep: Duration,
    /// How far a group may fall behind in one partition before publishing to it is refused.
    pub unread_max: u64,
}

impl Default for Retention {
    fn default() -> Self {
        Self { keep: Duration::from_secs(24 * 60 * 60), unread_max: 1_000_000 }
    }
}

pub(crate) async fn run(log: &Log, stop: impl Future<Output = ()> + Send) {
    let mut stop = std::pin::pin!(stop);
    while timeout(CLEAN_EVERY, &mut stop).await.is_err() {
        if let Err(error) = clean(log).await {
            tracing::warn!(error = &error as &dyn Error, "cannot clean the log now");
        }
    }
}

pub(crate) async fn clean(log: &Log) -> Result<(), BusError> {
    let before = log.clock.now().minus(log.retention.keep);
    for (topic, partition, end) in rows::ends(&log.db).await? {
        let read_by_all = log.progress.slowest(&topic, partition).unwrap_or(end);
        // The newest message stays: it tells the next process where the partition ends.
        let deletable = read_by_all.min(end.saturating_sub(1));
        while rows::delete_before(&log.db, (&topic, partition, deletable), before, SLICE).await?
            == u64::from(SLICE)
        {}
    }
    Ok(())
}
