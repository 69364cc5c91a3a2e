//! Keeps the log bounded: what every group has read goes after a while. What a group has not read stays, and when too much of
//! that is there, publishing is refused, so that it piles up where it can be seen: in the outboxes.

use std::error::Error;
use std::time::Duration;

use primitives::Timestamp;
use tokio::time::timeout;

use super::{Log, dead_letters, rows};
use crate::BusError;

const CLEAN_EVERY: Duration = Duration::from_secs(60);
const SLICE: u32 = 1_000;

#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// How long messages are kept that everybody has read.
    pub keep: Duration,
    /// How many of them are kept at most, in each partition.
    pub read_max: u64,
    /// How far a group may fall behind in one partition before publishing to it is refused.
    pub unread_max: u64,
    /// How long a dead letter waits for somebody to look at it.
    pub keep_dead_letters: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        Self { keep: DAY * 7, read_max: 100_000, unread_max: 500_000, keep_dead_letters: DAY * 90 }
    }
}

pub(crate) async fn run(log: &Log, stop: impl Future<Output = ()> + Send) {
    let mut stop = std::pin::pin!(stop);
    while timeout(CLEAN_EVERY, &mut stop).await.is_err() {
        tokio::select! {
            () = &mut stop => return,
            cleaned = clean(log) => if let Err(error) = cleaned {
                tracing::warn!(error = &error as &dyn Error, "cannot clean the log now");
            },
        }
    }
}

pub(crate) async fn clean(log: &Log) -> Result<(), BusError> {
    let now = log.clock.now();
    let old = now.minus(log.retention.keep);
    for (topic, partition, end) in rows::ends(&log.db).await? {
        let read_by_all = log.progress.slowest(&topic, partition).map_or(end, |(next, _)| next);
        // The newest message stays: it tells the next process where the partition ends.
        let deletable = read_by_all.min(end.saturating_sub(1));
        delete(log, &topic, partition, deletable, old).await?;
        let too_many = deletable.min(end.saturating_sub(log.retention.read_max));
        delete(log, &topic, partition, too_many, Timestamp::from_micros(i64::MAX)).await?;
    }
    dead_letters::forget(&log.db, now.minus(log.retention.keep_dead_letters), SLICE).await
}

/// In slices, each a unit of work of its own, so that publishers do not wait for all of it.
async fn delete(
    log: &Log,
    topic: &str,
    partition: u32,
    before: u64,
    appended_before: Timestamp,
) -> Result<(), BusError> {
    while rows::delete(&log.db, (topic, partition, before), appended_before, SLICE).await? == u64::from(SLICE)
    {
    }
    Ok(())
}
