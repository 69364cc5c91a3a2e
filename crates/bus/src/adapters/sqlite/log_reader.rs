//! Reads forward through the partitions of topics, each from an offset of its own.

use std::sync::Arc;

use contracts::topics::Topic;
use futures::future::select_all;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::log::Log;
use super::rows::{self, LogSection};
use crate::ports::{BusError, Delivery};

/// At most this many messages of one partition at a time, so that no partition starves the others.
const SLICE: u64 = 256;

pub(crate) struct LogReader {
    partitions: Vec<PartitionCursor>,
    growth: Vec<watch::Receiver<()>>,
    /// Runs on while its caller does something else, so that a caller that is interrupted again and again gets its answer all the same.
    reading: Option<JoinHandle<Result<Batch, BusError>>>,
}

struct PartitionCursor {
    topic: Topic,
    partition: u32,
    next: u64,
    is_paused: bool,
}

struct Batch {
    deliveries: Vec<Delivery>,
    /// Where the partitions that were read continue.
    next: Vec<(Topic, u32, u64)>,
}

impl LogReader {
    /// Starts in each partition at the offset that `start` gives.
    pub(crate) fn new(log: &Log, topics: &[Topic], start: impl Fn(Topic, u32) -> u64) -> Self {
        let growth = topics.iter().map(|topic| log.ends.growth(*topic)).collect();
        let of_topic = |topic: Topic| (0..topic.partitions()).map(move |partition| (topic, partition));
        let all = topics.iter().copied().flat_map(of_topic);
        let partitions = all.map(|(topic, partition)| PartitionCursor {
            topic,
            partition,
            next: start(topic, partition),
            is_paused: false,
        });
        Self { partitions: partitions.collect(), growth, reading: None }
    }

    /// Waits for the next messages: at least one. May be dropped and called again.
    pub(crate) async fn next(&mut self, log: &Arc<Log>) -> Result<Vec<Delivery>, BusError> {
        loop {
            if self.reading.is_none() {
                // Marked as seen before the read: what comes meanwhile wakes again.
                self.growth.iter_mut().for_each(|growth| drop(growth.borrow_and_update()));
                self.reading = self.begin_reading(log);
            }
            let Some(reading) = &mut self.reading else {
                self.grown().await;
                continue;
            };
            let read = reading.await;
            self.reading = None;
            let Batch { deliveries, next } = read.map_err(BusError::new)??;
            for (topic, partition, next) in next {
                if let Some(cursor) = self.cursor(topic, partition) {
                    cursor.next = next;
                }
            }
            if !deliveries.is_empty() {
                return Ok(deliveries);
            }
        }
    }

    pub(crate) fn pause(&mut self, topic: Topic, partition: u32, is_paused: bool) {
        if let Some(cursor) = self.cursor(topic, partition) {
            cursor.is_paused = is_paused;
        }
    }

    fn cursor(&mut self, topic: Topic, partition: u32) -> Option<&mut PartitionCursor> {
        self.partitions.iter_mut().find(|cursor| cursor.topic == topic && cursor.partition == partition)
    }

    /// None when everything of the partitions that are not paused has been read.
    fn begin_reading(&self, log: &Arc<Log>) -> Option<JoinHandle<Result<Batch, BusError>>> {
        let wanted = self.partitions.iter().filter(|cursor| !cursor.is_paused);
        let sections: Vec<LogSection> = wanted
            .map(|PartitionCursor { topic, partition, next, .. }| {
                let end = log.ends.readable(*topic, *partition).min(next.saturating_add(SLICE));
                LogSection { topic: *topic, partition: *partition, offsets: *next..end }
            })
            .filter(|section| !section.offsets.is_empty())
            .collect();
        if sections.is_empty() {
            return None;
        }
        let log = Arc::clone(log);
        #[expect(
            clippy::disallowed_methods,
            reason = "it ends by itself, and a stop loses nothing by not waiting"
        )]
        Some(tokio::spawn(async move { read(&log, sections).await }))
    }

    /// Returns when one of the topics has grown since the last read.
    async fn grown(&mut self) {
        let waits: Vec<_> = self.growth.iter_mut().map(|growth| Box::pin(growth.changed())).collect();
        if waits.is_empty() {
            return std::future::pending().await;
        }
        // The sender lives as long as the log, so the channel is never closed.
        let _ = select_all(waits).await;
    }
}

/// In one query, however many partitions there are. Offsets without a message are gaps that failed publishes left.
async fn read(log: &Log, sections: Vec<LogSection>) -> Result<Batch, BusError> {
    let deliveries = rows::read(&log.db, &sections).await?;
    let next = sections.iter().map(|section| (section.topic, section.partition, section.offsets.end));
    Ok(Batch { deliveries, next: next.collect() })
}
