//! Reads forward through partitions: where a reader stands, and what it has not seen yet.

use std::ops::Range;
use std::sync::Arc;

use contracts::topics::Topic;
use futures::future::select_all;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Log, rows};
use crate::{BusError, Delivery};

/// At most this many messages of one partition at a time, so that no partition keeps the others waiting.
const SLICE: u32 = 256;

pub(crate) struct Cursor {
    partitions: Vec<Standing>,
    growth: Vec<watch::Receiver<()>>,
    /// Goes on while nobody waits for it, so that a caller who is forever interrupted gets its answer all the same.
    reading: Option<JoinHandle<Result<Read, BusError>>>,
}

struct Standing {
    topic: Topic,
    partition: u32,
    next: u64,
    is_paused: bool,
}

/// What to read of one partition.
struct Section {
    topic: Topic,
    partition: u32,
    positions: Range<u64>,
}

#[derive(Default)]
struct Read {
    deliveries: Vec<Delivery>,
    /// Where the partitions that were read go on.
    next: Vec<(Topic, u32, u64)>,
}

impl Cursor {
    /// Begins in each partition where it is told.
    pub(crate) fn new(log: &Log, topics: &[Topic], start: impl Fn(Topic, u32) -> u64) -> Self {
        let growth = topics.iter().map(|topic| log.shelf.growth(*topic)).collect();
        let of_topic = |topic: Topic| (0..topic.partitions()).map(move |partition| (topic, partition));
        let all = topics.iter().copied().flat_map(of_topic);
        let partitions = all.map(|(topic, partition)| Standing {
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
                // Marked as seen before looking: what comes while looking wakes again.
                self.growth.iter_mut().for_each(|growth| drop(growth.borrow_and_update()));
                self.reading = self.begin_reading(log);
            }
            let Some(reading) = &mut self.reading else {
                self.grown().await;
                continue;
            };
            let read = reading.await;
            self.reading = None;
            let Read { deliveries, next } = read.map_err(BusError::new)??;
            for (topic, partition, next) in next {
                if let Some(standing) = self.standing(topic, partition) {
                    standing.next = next;
                }
            }
            if !deliveries.is_empty() {
                return Ok(deliveries);
            }
        }
    }

    pub(crate) fn pause(&mut self, topic: Topic, partition: u32, is_paused: bool) {
        if let Some(standing) = self.standing(topic, partition) {
            standing.is_paused = is_paused;
        }
    }

    fn standing(&mut self, topic: Topic, partition: u32) -> Option<&mut Standing> {
        self.partitions.iter_mut().find(|standing| standing.topic == topic && standing.partition == partition)
    }

    /// Nothing when the reader has seen everything that it wants to see.
    fn begin_reading(&self, log: &Arc<Log>) -> Option<JoinHandle<Result<Read, BusError>>> {
        let wanted = self.partitions.iter().filter(|standing| !standing.is_paused);
        let sections: Vec<Section> = wanted
            .map(|Standing { topic, partition, next, .. }| Section {
                topic: *topic,
                partition: *partition,
                positions: *next..log.shelf.end(*topic, *partition),
            })
            .filter(|section| !section.positions.is_empty())
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

    /// Returns when one of the topics has grown since the last reading.
    async fn grown(&mut self) {
        let waits: Vec<_> = self.growth.iter_mut().map(|growth| Box::pin(growth.changed())).collect();
        if waits.is_empty() {
            return std::future::pending().await;
        }
        // The sender lives as long as the log, so this is never the answer of a closed channel.
        let _ = select_all(waits).await;
    }
}

async fn read(log: &Log, sections: Vec<Section>) -> Result<Read, BusError> {
    let mut read = Read::default();
    for Section { topic, partition, positions } in sections {
        let end = positions.end;
        let deliveries = rows::read(&log.db, topic, partition, positions, SLICE).await?;
        // Nothing there: a gap that a failed publish left, or messages that were kept long enough.
        let next = deliveries.last().map_or(end, |last| last.position.offset.saturating_add(1));
        read.next.push((topic, partition, next));
        read.deliveries.extend(deliveries);
    }
    Ok(read)
}
