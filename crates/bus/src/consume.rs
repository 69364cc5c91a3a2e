//! The one loop that every consumer runs: poll, work, remember.
//!
//! Messages of one partition are worked on one after another; partitions do not wait for each other. A position is called
//! done only behind the work, so a crash repeats messages and never skips one.

use std::collections::{HashMap, VecDeque};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use contracts::topics::Topic;
use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use metrics::{counter, gauge};
use tokio::time::{sleep, timeout};

use crate::work::Worker;
use crate::{Bus, BusError, Delivery, Handler, Parking, Position};

/// How many messages may wait in this process before no more are fetched.
const WAITING_MAX: usize = 2_048;
const FETCH_AGAIN_AFTER: Duration = Duration::from_millis(200);
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// Who consumes what, and with what.
pub struct Consumption {
    pub bus: Arc<dyn Bus>,
    pub group: &'static str,
    pub topics: &'static [Topic],
    pub handler: Arc<dyn Handler>,
    pub parking: Arc<dyn Parking>,
}

impl Consumption {
    /// Works until `stop` comes, then finishes the messages at hand and stores what is done.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) -> Result<(), BusError> {
        let mut consumer = self.bus.group(self.group, self.topics).await?;
        let mut lanes = Lanes::new(Worker::new(self.group, self.handler, self.parking).await?);
        let mut stop = std::pin::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                Some(position) = lanes.running.next(), if !lanes.running.is_empty() => {
                    consumer.done(position);
                    lanes.go_on(position);
                    counter!("holdfast_bus_handled_messages_total", "group" => self.group).increment(1);
                }
                fetched = consumer.next(), if lanes.waiting < WAITING_MAX => {
                    match fetched {
                        Ok(deliveries) => deliveries.into_iter().for_each(|delivery| lanes.take(delivery)),
                        Err(error) => {
                            tracing::warn!(group = self.group, error = &error as &dyn Error, "cannot fetch messages");
                            sleep(FETCH_AGAIN_AFTER).await;
                        }
                    }
                    gauge!("holdfast_bus_waiting_messages", "group" => self.group).set(lanes.waiting as f64);
                }
            }
        }
        let at_hand = async {
            while let Some(position) = lanes.running.next().await {
                consumer.done(position);
            }
        };
        if timeout(STOP_WITHIN, at_hand).await.is_err() {
            tracing::warn!(group = self.group, "stopped in the middle of a message, it will come again");
        }
        consumer.close().await
    }
}

/// The partitions, each with at most one message being worked on.
struct Lanes {
    worker: Arc<Worker>,
    running: FuturesUnordered<BoxFuture<'static, Position>>,
    /// What waits behind the message at hand; no entry: the partition is idle.
    busy: HashMap<(Topic, u32), VecDeque<Delivery>>,
    waiting: usize,
}

impl Lanes {
    fn new(worker: Worker) -> Self {
        Self { worker: Arc::new(worker), running: FuturesUnordered::new(), busy: HashMap::new(), waiting: 0 }
    }

    fn take(&mut self, delivery: Delivery) {
        let lane = (delivery.position.topic, delivery.position.partition);
        if let Some(behind) = self.busy.get_mut(&lane) {
            behind.push_back(delivery);
            self.waiting += 1;
        } else {
            self.busy.insert(lane, VecDeque::new());
            self.start(delivery);
        }
    }

    /// The message at `finished` is done: the next of its partition begins.
    fn go_on(&mut self, finished: Position) {
        let lane = (finished.topic, finished.partition);
        match self.busy.get_mut(&lane).and_then(VecDeque::pop_front) {
            Some(next) => {
                self.waiting -= 1;
                self.start(next);
            }
            None => {
                self.busy.remove(&lane);
            }
        }
    }

    fn start(&self, delivery: Delivery) {
        self.running.push(Box::pin(self.worker.clone().work(delivery)));
    }
}
