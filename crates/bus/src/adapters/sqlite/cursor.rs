//! Reads forward through partitions: where a reader stands, and what it has not seen yet.

use contracts::topics::Topic;
use futures::future::select_all;
use tokio::sync::watch;

use super::shelf::Shelf;
use super::{Log, rows};
use crate::{BusError, Delivery};

/// At most this many messages of one partition at a time, so that no partition keeps the others waiting.
const SLICE: u32 = 256;

pub(crate) struct Cursor {
    partitions: Vec<Standing>,
    growth: Vec<watch::Receiver<()>>,
}

#[derive(Debug, Clone, Copy)]
struct Standing {
    topic: Topic,
    partition: u32,
    next: u64,
}

impl Cursor {
    pub(crate) fn new(shelf: &Shelf, topics: &[Topic]) -> Self {
        let standings = topics.iter().flat_map(|topic| {
            (0..topic.partitions()).map(|partition| Standing { topic: *topic, partition, next: 0 })
        });
        Self {
            partitions: standings.collect(),
            growth: topics.iter().map(|topic| shelf.growth(*topic)).collect(),
        }
    }

    pub(crate) fn begin_at(&mut self, position: impl Fn(Topic, u32) -> u64) {
        for standing in &mut self.partitions {
            standing.next = position(standing.topic, standing.partition);
        }
    }

    /// What is there to read now; nothing when the reader has seen everything.
    pub(crate) async fn read(&mut self, log: &Log) -> Result<Vec<Delivery>, BusError> {
        // Marked as seen before looking: what comes while looking wakes again.
        self.growth.iter_mut().for_each(|growth| drop(growth.borrow_and_update()));
        let mut deliveries = Vec::new();
        let mut partitions = self.partitions.clone();
        for standing in &mut partitions {
            let end = log.shelf.end(standing.topic, standing.partition);
            if standing.next >= end {
                continue;
            }
            let read =
                rows::read(&log.db, standing.topic, standing.partition, standing.next..end, SLICE).await?;
            // Nothing there: a gap that a failed publish left, or messages that were kept long enough.
            standing.next = read.last().map_or(end, |last| last.position.offset + 1);
            deliveries.extend(read);
        }
        // Only now, behind the last wait: a reading that is given up half way has seen nothing.
        self.partitions = partitions;
        Ok(deliveries)
    }

    /// Returns when one of the topics has grown since the last reading.
    pub(crate) async fn grown(&mut self) {
        let waits: Vec<_> = self.growth.iter_mut().map(|growth| Box::pin(growth.changed())).collect();
        if !waits.is_empty() {
            // The sender lives as long as the log, so this is never the answer of a closed channel.
            let _ = select_all(waits).await;
        }
    }
}
