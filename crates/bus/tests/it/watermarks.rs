//! What is committed, and what a revocation does, step by step: on a bus that delivers what the test gives it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bus::{
    Bus, BusError, Consumer, ConsumerLoop, DeadLetter, Delivery, LogPosition, Message, Parking, Publisher,
    Tail,
};
use contracts::topics::Topic;
use testkit::eventually;
use tokio::sync::{Notify, mpsc};

use crate::batches::attempted;
use crate::recorder::{Fault, Recorder, Running};
use crate::{SOON, message, number};

const TOPIC: Topic = Topic::ORDER_EVENTS;

enum Step {
    Messages(Vec<Delivery>),
    Revoked(u32),
}

/// What the test looks at: commits, with what was complete by then.
#[derive(Default)]
struct Books {
    parked: Mutex<Vec<Delivery>>,
    commits: Mutex<Vec<(LogPosition, BTreeSet<u128>)>>,
}

impl Books {
    fn watermarks(&self) -> BTreeMap<u32, u64> {
        self.commits.lock().unwrap().iter().map(|(at, _)| (at.partition, at.offset)).collect()
    }
}

#[async_trait]
impl Parking for Books {
    async fn keys(&self) -> Result<Vec<(Topic, String)>, BusError> {
        let parked = self.parked.lock().unwrap();
        Ok(parked.iter().map(|delivery| (TOPIC, delivery.message.key.clone())).collect())
    }

    async fn park(&self, delivery: &Delivery, _: &str) -> Result<(), BusError> {
        self.parked.lock().unwrap().push(delivery.clone());
        Ok(())
    }
}

struct ScriptedBus {
    consumer: Mutex<Option<ScriptedConsumer>>,
}

struct ScriptedConsumer {
    steps: mpsc::Receiver<Step>,
    revoked: Vec<(Topic, u32)>,
    handler: Arc<Recorder>,
    books: Arc<Books>,
}

#[async_trait]
impl Consumer for ScriptedConsumer {
    async fn next(&mut self) -> Result<Vec<Delivery>, BusError> {
        match self.steps.recv().await {
            Some(Step::Messages(deliveries)) => Ok(deliveries),
            Some(Step::Revoked(partition)) => {
                self.revoked.push((TOPIC, partition));
                Ok(Vec::new())
            }
            None => std::future::pending().await,
        }
    }

    fn revoked(&mut self) -> Vec<(Topic, u32)> {
        std::mem::take(&mut self.revoked)
    }

    fn commit(&mut self, watermark: LogPosition) {
        let parked = self.books.parked.lock().unwrap();
        let complete =
            self.handler.handled().into_iter().chain(parked.iter().map(|one| number(&one.message)));
        self.books.commits.lock().unwrap().push((watermark, complete.collect()));
    }

    fn pause(&mut self, _: Topic, _: u32) {}

    fn resume(&mut self, _: Topic, _: u32) {}

    async fn close(self: Box<Self>) -> Result<(), BusError> {
        Ok(())
    }
}

#[async_trait]
impl Publisher for ScriptedBus {
    async fn publish(&self, _: &[Message]) -> Result<(), BusError> {
        Err(BusError::new("not in this test"))
    }
}

#[async_trait]
impl Bus for ScriptedBus {
    async fn group(&self, _: &'static str, _: &[Topic]) -> Result<Box<dyn Consumer>, BusError> {
        Ok(Box::new(self.consumer.lock().unwrap().take().unwrap()))
    }

    async fn tail(&self, _: Topic) -> Result<Box<dyn Tail>, BusError> {
        Err(BusError::new("not in this test"))
    }

    async fn send_to_dead_letters(&self, _: &Delivery, _: &str) -> Result<(), BusError> {
        Err(BusError::new("not in this test"))
    }

    async fn dead_letters(&self, _: Topic, _: u32) -> Result<Vec<DeadLetter>, BusError> {
        Err(BusError::new("not in this test"))
    }

    async fn replay_dead_letter(&self, _: LogPosition) -> Result<bool, BusError> {
        Err(BusError::new("not in this test"))
    }
}

#[expect(clippy::disallowed_methods, reason = "the test waits for the task itself")]
fn start(handler: &Arc<Recorder>, books: &Arc<Books>) -> (Running, mpsc::Sender<Step>) {
    let (sender, steps) = mpsc::channel(100);
    let consumer =
        ScriptedConsumer { steps, revoked: Vec::new(), handler: handler.clone(), books: books.clone() };
    let consumer_loop = ConsumerLoop {
        bus: Arc::new(ScriptedBus { consumer: Mutex::new(Some(consumer)) }),
        group: "group",
        topics: &[TOPIC],
        handler: handler.clone(),
        parking: books.clone(),
    };
    let stop = Arc::new(Notify::new());
    let stopped = stop.clone();
    let task = tokio::spawn(consumer_loop.run(async move { stopped.notified().await }));
    (Running { stop, task }, sender)
}

/// Message `number` is at that offset of the partition; its key occurs there only.
fn delivery(partition: u32, offset: u64, number: u128, key: u64) -> Delivery {
    let position = LogPosition { topic: TOPIC, partition, offset };
    Delivery { position, message: message(TOPIC, &format!("{partition}-{key}"), number) }
}

#[tokio::test]
async fn a_revocation_aborts_a_batch_and_its_other_messages_are_handled_again() {
    let release = Arc::new(Notify::new());
    let handler = Recorder::failing(11, Fault::Stuck(release.clone()));
    let books = Arc::new(Books::default());
    let (running, steps) = start(&handler, &books);
    let of_partition = |partition: u32| {
        (0..4).map(move |offset| {
            delivery(partition, offset, u128::from(partition) * 10 + u128::from(offset), offset)
        })
    };
    steps.send(Step::Messages(of_partition(0).chain(of_partition(1)).collect())).await.unwrap();
    eventually("all are in one batch", SOON, async || {
        attempted(&handler).iter().any(|batch| batch.len() == 8).then_some(())
    })
    .await;
    steps.send(Step::Revoked(1)).await.unwrap();
    handler.has_handled(&[0, 1, 2, 3]).await;
    eventually("they are committed", SOON, async || {
        (books.watermarks() == BTreeMap::from([(0, 3)])).then_some(())
    })
    .await;

    // The partition comes back, behind what was committed.
    release.notify_one();
    steps.send(Step::Messages(of_partition(1).collect())).await.unwrap();
    handler.has_handled(&[0, 1, 2, 3, 10, 11, 12, 13]).await;
    running.stop().await;
    assert_eq!(books.watermarks(), BTreeMap::from([(0, 3), (1, 3)]));
    assert_eq!(handler.handled().len(), 8, "a message was handled twice");
}

#[tokio::test]
async fn whatever_fails_the_watermark_skips_nothing_and_keys_stay_in_order() {
    const EACH: u64 = 200;
    let fault = |number: u128| match number % 31 {
        7 => Some((number, Fault::Poison)),
        19 => Some((number, Fault::Panic)),
        _ => None,
    };
    let faults = (0..u128::from(EACH) * 4).filter_map(fault).collect();
    let handler = Recorder { faults, transient_left: Mutex::new(20), ..Recorder::default() };
    let (handler, books) = (Arc::new(handler), Arc::new(Books::default()));
    let (running, steps) = start(&handler, &books);
    for offset in 0..EACH {
        let of_offset = (0..4).map(|partition| {
            delivery(partition, offset, u128::from(offset) * 4 + u128::from(partition), offset % 37)
        });
        steps.send(Step::Messages(of_offset.collect())).await.unwrap();
    }
    eventually("all are complete", SOON, async || {
        let last: Vec<u64> = books.watermarks().into_values().collect();
        (last == [EACH - 1; 4]).then_some(())
    })
    .await;
    running.stop().await;
    for (at, complete) in books.commits.lock().unwrap().iter() {
        let skipped = (0..=at.offset)
            .find(|offset| !complete.contains(&(u128::from(*offset) * 4 + u128::from(at.partition))));
        assert_eq!(skipped, None, "{at:?} was committed before it");
    }
    let parked = books.parked.lock().unwrap().clone();
    for of_key in [handler.handled(), parked.iter().map(|one| number(&one.message)).collect()] {
        let mut last = BTreeMap::new();
        for number in of_key {
            let before = last.insert((number % 4, number / 4 % 37), number);
            assert!(before.is_none_or(|before| before < number), "{number} came behind {before:?}");
        }
    }
}
