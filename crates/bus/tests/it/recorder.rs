//! A handler that records its messages and fails as configured, and a consumer loop that runs it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bus::adapters::sql::SqlParking;
use bus::{Bus, ConsumerLoop, HandleError, Handler, Incoming, Message, Parking};
use contracts::messages::OrderEvent;
use contracts::topics::Topic;
use primitives::SystemClock;
use sql::Database;
use sqlx::migrate::Migrator;
use tempfile::TempDir;
use testkit::eventually;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::messages::{SOON, number};

/// What goes wrong with a message.
#[derive(Clone)]
pub(crate) enum Fault {
    Poison,
    Unreadable,
    Panic,
    /// Fails transiently, without end.
    Transient,
    /// Blocks until it is released.
    Stuck(Arc<Notify>),
}

/// Records what it handles, and fails as configured.
#[derive(Default)]
pub(crate) struct Recorder {
    pub(crate) handled: Mutex<Vec<u128>>,
    /// Fails this often before it works.
    pub(crate) transient_left: Mutex<u32>,
    pub(crate) faults: BTreeMap<u128, Fault>,
    /// All with a smaller number are poison, until the consumer is fixed.
    pub(crate) poisoned_below: Mutex<u128>,
    /// Nothing works: every message fails transiently.
    pub(crate) outage: AtomicBool,
    /// What each attempt was made of, and when it began.
    pub(crate) attempts: Mutex<Vec<(Vec<u128>, Instant)>>,
}

/// As a unit of work: all of a batch, or nothing.
#[async_trait]
impl Handler for Recorder {
    async fn handle(&self, batch: &[Incoming]) -> Result<(), HandleError> {
        let numbers: Vec<u128> = batch.iter().map(|incoming| number(&incoming.message)).collect();
        self.attempts.lock().unwrap().push((numbers.clone(), Instant::now()));
        for incoming in batch {
            self.fail_as_configured(&incoming.message).await?;
        }
        self.handled.lock().unwrap().extend(numbers);
        Ok(())
    }
}

impl Recorder {
    async fn fail_as_configured(&self, message: &Message) -> Result<(), HandleError> {
        if self.outage.load(Ordering::SeqCst) {
            return Err(HandleError::transient("nothing works"));
        }
        let number = number(message);
        if number < *self.poisoned_below.lock().unwrap() {
            return Err(HandleError::poison("one of the poisoned"));
        }
        match self.faults.get(&number) {
            Some(Fault::Poison) => return Err(HandleError::poison("poisoned")),
            Some(Fault::Unreadable) => {
                let error = message.decode::<OrderEvent>().unwrap_err();
                return Err(HandleError::poison(error));
            }
            Some(Fault::Panic) => panic!("this is meant to happen"),
            Some(Fault::Transient) => return Err(HandleError::transient("not now")),
            Some(Fault::Stuck(release)) => release.notified().await,
            None => {}
        }
        let failures_left = std::mem::replace(&mut *self.transient_left.lock().unwrap(), 0);
        if failures_left > 0 {
            *self.transient_left.lock().unwrap() = failures_left - 1;
            return Err(HandleError::transient("not now"));
        }
        Ok(())
    }
}

impl Recorder {
    pub(crate) fn failing(number: u128, fault: Fault) -> Arc<Self> {
        Arc::new(Self { faults: BTreeMap::from([(number, fault)]), ..Self::default() })
    }

    pub(crate) fn handled(&self) -> Vec<u128> {
        self.handled.lock().unwrap().clone()
    }

    pub(crate) async fn has_handled(&self, expected: &[u128]) {
        let expected: BTreeSet<u128> = expected.iter().copied().collect();
        eventually("the expected messages are handled", SOON, async || {
            let handled: BTreeSet<u128> = self.handled.lock().unwrap().iter().copied().collect();
            (handled == expected).then_some(())
        })
        .await;
    }
}

pub(crate) struct Running {
    pub(crate) stop: Arc<Notify>,
    pub(crate) task: tokio::task::JoinHandle<Result<(), bus::BusError>>,
}

impl Running {
    pub(crate) async fn stop(self) {
        self.stop.notify_one();
        self.task.await.unwrap().unwrap();
    }
}

pub(crate) fn consume(bus: Arc<dyn Bus>, handler: &Arc<Recorder>, parking: &Arc<SqlParking>) -> Running {
    consume_topics(&[Topic::ORDER_EVENTS], bus, handler, parking.clone())
}

#[expect(clippy::disallowed_methods, reason = "the test waits for the task itself")]
pub(crate) fn consume_topics(
    topics: &'static [Topic],
    bus: Arc<dyn Bus>,
    handler: &Arc<Recorder>,
    parking: Arc<dyn Parking>,
) -> Running {
    let stop = Arc::new(Notify::new());
    let consumer_loop = ConsumerLoop { bus, group: "group", topics, handler: handler.clone(), parking };
    let stopped = stop.clone();
    Running { stop, task: tokio::spawn(consumer_loop.run(async move { stopped.notified().await })) }
}

pub(crate) async fn parking(folder: &TempDir) -> Arc<SqlParking> {
    parking_in(database(folder).await)
}

pub(crate) fn parking_in(database: Database) -> Arc<SqlParking> {
    Arc::new(SqlParking::new(database, "group", Arc::new(SystemClock)))
}

pub(crate) async fn database(folder: &TempDir) -> Database {
    Database::open(&folder.path().join("parking.db"), &Migrator::DEFAULT).await.unwrap()
}
