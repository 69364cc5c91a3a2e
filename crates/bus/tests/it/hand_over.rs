//! The relay and what is handed over to it in memory: fast where all goes well, and never out of order or lost where it does not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bus::adapters::sql::{SqlOutbox, enqueue};
use bus::{BusError, Message, Outbox, Publisher, Relay};
use contracts::topics::Topic;
use primitives::{MessageId, SystemClock, Timestamp};
use sql::Database;
use testkit::eventually;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::{SOON, message, number, records};

/// The outbox of a database that counts how often it is asked, and may lose what is handed over.
struct Watched {
    outbox: SqlOutbox,
    asked: AtomicUsize,
    loses: AtomicBool,
}

#[async_trait]
impl Outbox for Watched {
    async fn unsent(&self, limit: u32) -> Result<Vec<Message>, BusError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.outbox.unsent(limit).await
    }

    async fn take_committed(&self, limit: u32) -> Result<Option<Vec<Message>>, BusError> {
        let taken = self.outbox.take_committed(limit).await?;
        Ok(if self.loses.load(Ordering::SeqCst) { Some(Vec::new()) } else { taken })
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), BusError> {
        self.outbox.mark_sent(messages).await
    }

    async fn prune_sent(&self, before: Timestamp, limit: u32) -> Result<u64, BusError> {
        self.outbox.prune_sent(before, limit).await
    }

    async fn oldest_unsent(&self) -> Result<Option<Timestamp>, BusError> {
        self.outbox.oldest_unsent().await
    }

    async fn committed(&self) {
        self.outbox.committed().await;
    }
}

/// Refuses every so many publications, and then all or half of the batch is published.
#[derive(Default)]
struct Unsteady {
    published: Mutex<Vec<u128>>,
    refuses_every: usize,
    calls: AtomicUsize,
}

#[async_trait]
impl Publisher for Unsteady {
    async fn publish(&self, messages: &[Message]) -> Result<(), BusError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let is_refused = call.checked_rem(self.refuses_every) == Some(0);
        let reach = if is_refused { messages.len() / 2 } else { messages.len() };
        self.published.lock().unwrap().extend(messages.iter().take(reach).map(number));
        if is_refused { Err(BusError::new("refused")) } else { Ok(()) }
    }
}

struct Running {
    _kept: records::Kept,
    db: Database,
    outbox: Arc<Watched>,
    publisher: Arc<Unsteady>,
    stop: Arc<Notify>,
    relay: JoinHandle<()>,
}

impl Running {
    #[expect(clippy::disallowed_methods, reason = "the test waits for the task itself")]
    async fn start(refuses_every: usize) -> Self {
        let (kept, db) = records::open().await;
        let clock = Arc::new(SystemClock);
        let outbox = SqlOutbox::new(db.clone(), clock.clone());
        let outbox = Arc::new(Watched { outbox, asked: AtomicUsize::new(0), loses: AtomicBool::new(false) });
        let publisher = Arc::new(Unsteady { refuses_every, ..Unsteady::default() });
        let stop = Arc::new(Notify::new());
        let (relay, stopped) = (Relay::new("test", outbox.clone(), publisher.clone(), clock), stop.clone());
        let relay = tokio::spawn(relay.run(async move { stopped.notified().await }));
        Self { _kept: kept, db, outbox, publisher, stop, relay }
    }

    /// Every message was published, and the first copies of each key in their order; all of them are marked in the end.
    async fn has_published(self, count: u128, keys: u128) {
        eventually("all are published", SOON, async || {
            let published: BTreeSet<u128> =
                self.publisher.published.lock().unwrap().iter().copied().collect();
            (published.len() == usize::try_from(count).unwrap()).then_some(())
        })
        .await;
        self.stop.notify_one();
        self.relay.await.unwrap();
        assert_eq!(self.outbox.oldest_unsent().await.unwrap(), None, "a message was not marked");
        let (mut seen, mut last) = (BTreeSet::new(), BTreeMap::new());
        for number in self.publisher.published.lock().unwrap().iter().filter(|number| seen.insert(**number)) {
            let before = last.insert(number % keys, *number);
            assert!(before.is_none_or(|before| before < *number), "{number} came behind {before:?}");
        }
    }
}

async fn commit(db: &Database, key: u128, number: u128) {
    let mut tx = db.begin().await.unwrap();
    enqueue(&mut tx, &message(Topic::ORDER_EVENTS, &format!("key-{key}"), number)).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_is_handed_over_is_published_without_asking_the_store() {
    let running = Running::start(0).await;
    let begun = Instant::now();
    for number in 0..200 {
        commit(&running.db, number % 7, number).await;
        eventually("it is published", SOON, async || {
            running.publisher.published.lock().unwrap().contains(&number).then_some(())
        })
        .await;
    }
    let (asked, seconds) = (running.outbox.asked.load(Ordering::SeqCst), begun.elapsed().as_secs());
    assert!(asked as u64 <= seconds + 2, "the store was asked {asked} times in {seconds} s");
    running.has_published(200, 7).await;
}

#[tokio::test]
async fn what_is_lost_on_its_way_to_the_relay_is_published_by_the_sweep() {
    let running = Running::start(0).await;
    running.outbox.loses.store(true, Ordering::SeqCst);
    for number in 0..20 {
        commit(&running.db, number % 3, number).await;
    }
    running.has_published(20, 3).await;
}

#[tokio::test]
async fn keys_stay_in_order_across_the_hand_over_the_store_and_failures() {
    let running = Running::start(5).await;
    let writers = (0..8_u128).map(|key| {
        let db = running.db.clone();
        async move {
            for round in 0..60 {
                commit(&db, key, round * 8 + key).await;
            }
        }
    });
    futures::future::join_all(writers).await;
    running.has_published(480, 8).await;
}
