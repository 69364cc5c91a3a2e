//! Deletes what the retention does not keep.

use std::error::Error;
use std::time::Duration;

use primitives::Timestamp;
use tokio::time::timeout;

use super::log::Log;
use super::{dead_letters, rows};
use crate::ports::BusError;

const CLEAN_EVERY: Duration = Duration::from_secs(60);
const SLICE: u32 = 1_000;

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
        let read_by_all = log.groups.slowest(&topic, partition).map_or(end, |(next, _)| next);
        // The newest message stays: from it the next process knows where the partition ends.
        let deletable = read_by_all.min(end.saturating_sub(1));
        delete(log, &topic, partition, deletable, old).await?;
        let too_many = deletable.min(end.saturating_sub(log.retention.read_max));
        delete(log, &topic, partition, too_many, Timestamp::from_micros(i64::MAX)).await?;
    }
    dead_letters::prune(&log.db, now.minus(log.retention.keep_dead_letters), SLICE).await
}

/// In slices, each a transaction of its own, so that publishers do not wait for all of it.
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
