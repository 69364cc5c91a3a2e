//! The member of a consumer group. It stores the group's offsets while it waits for more messages, and when it leaves.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use contracts::topics::Topic;
use futures::future::OptionFuture;
use metrics::gauge;
use primitives::failpoint;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::log::Log;
use super::log_reader::LogReader;
use super::rows;
use crate::ports::{BusError, Consumer, Delivery, LogPosition};

/// How much processing a crash may repeat, at most.
const STORE_EVERY: Duration = Duration::from_millis(100);

pub(crate) struct GroupConsumer {
    member: Member,
    topics: Vec<Topic>,
    reader: LogReader,
    /// When the oldest unstored offset has waited long enough.
    store_at: Option<Instant>,
    /// Runs on while the caller does something else.
    storing: Option<JoinHandle<Result<(), BusError>>>,
}

/// The only member of its group, for as long as it lives.
pub(crate) struct Member {
    log: Arc<Log>,
    group: &'static str,
}

impl Member {
    pub(crate) fn join(log: &Arc<Log>, group: &'static str) -> Result<Self, BusError> {
        if log.groups.join(group) {
            Ok(Self { log: Arc::clone(log), group })
        } else {
            Err(BusError::new(format!("group {group} has a member in this process already")))
        }
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.log.groups.leave(self.group);
    }
}

impl GroupConsumer {
    pub(crate) async fn begin(member: Member, topics: &[Topic]) -> Result<Self, BusError> {
        let (log, group) = (Arc::clone(&member.log), member.group);
        for topic in topics {
            // The end offsets come first: what is published while the log is queried is then found there, or lies behind them.
            let ends: Vec<u64> =
                (0..topic.partitions()).map(|partition| log.ends.readable(*topic, partition)).collect();
            let oldest = rows::oldest(&log.db, *topic).await?;
            for (partition, end) in (0..topic.partitions()).zip(ends) {
                let first = oldest.get(&partition).copied().unwrap_or(end);
                log.groups.start(group, *topic, partition, first);
            }
        }
        // From now on the group is known, also to a process in which it has no member: what it has not read is retained for it.
        store(&log, group).await?;
        let reader =
            LogReader::new(&log, topics, |topic, partition| log.groups.next(group, topic, partition));
        Ok(Self { member, topics: topics.to_vec(), reader, store_at: None, storing: None })
    }

    fn begin_storing(&mut self) {
        let (log, group) = (Arc::clone(&self.member.log), self.member.group);
        self.store_at = None;
        #[expect(
            clippy::disallowed_methods,
            reason = "it ends by itself, and what is not stored is delivered again"
        )]
        let storing = tokio::spawn(async move { store(&log, group).await });
        self.storing = Some(storing);
        self.report_lag();
    }

    fn is_due(&self) -> bool {
        self.storing.is_none() && self.store_at.is_some_and(|due| due <= Instant::now())
    }

    fn report_lag(&self) {
        let Member { log, group } = &self.member;
        for topic in &self.topics {
            let lag = (0..topic.partitions()).map(|partition| {
                let (end, next) =
                    (log.ends.readable(*topic, partition), log.groups.next(group, *topic, partition));
                end.saturating_sub(next)
            });
            let labels = [("group", *group), ("topic", topic.name())];
            gauge!("holdfast_bus_unread_messages", &labels).set(lag.sum::<u64>() as f64);
        }
    }
}

async fn store(log: &Log, group: &str) -> Result<(), BusError> {
    let offsets = log.groups.unstored(group);
    if !offsets.is_empty() {
        failpoint!("offset.before_store");
        rows::store_group_offsets(&log.db, &offsets).await?;
        log.groups.mark_stored(&offsets);
        failpoint!("offset.after_store");
    }
    Ok(())
}

#[async_trait]
impl Consumer for GroupConsumer {
    async fn next(&mut self) -> Result<Vec<Delivery>, BusError> {
        loop {
            if self.is_due() {
                self.begin_storing();
            }
            let due = self.store_at.filter(|_| self.storing.is_none());
            tokio::select! {
                Some(stored) = OptionFuture::from(self.storing.as_mut()) => {
                    self.storing = None;
                    if let Err(error) = stored.map_err(BusError::new).flatten() {
                        self.store_at.get_or_insert_with(|| Instant::now() + STORE_EVERY);
                        return Err(error);
                    }
                }
                Some(()) = OptionFuture::from(due.map(sleep_until)) => {}
                deliveries = self.reader.next(&self.member.log) => return deliveries,
            }
        }
    }

    /// Never: the process is alone with its log.
    fn revoked(&mut self) -> Vec<(Topic, u32)> {
        Vec::new()
    }

    fn commit(&mut self, watermark: LogPosition) {
        let LogPosition { topic, partition, offset } = watermark;
        self.member.log.groups.commit(self.member.group, topic, partition, offset);
        self.store_at.get_or_insert_with(|| Instant::now() + STORE_EVERY);
    }

    fn pause(&mut self, topic: Topic, partition: u32) {
        self.reader.pause(topic, partition, true);
    }

    fn resume(&mut self, topic: Topic, partition: u32) {
        self.reader.pause(topic, partition, false);
    }

    async fn close(mut self: Box<Self>) -> Result<(), BusError> {
        if let Some(storing) = self.storing.take() {
            // Whatever its result, what it has not stored is stored now.
            let _ = storing.await;
        }
        store(&self.member.log, self.member.group).await
    }
}
