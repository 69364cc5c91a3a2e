//! The relay over the outbox of a real database: in order, never lost, repeated at worst.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bus::adapters::sql::{SqlOutbox, enqueue};
use bus::{BusError, Message, Outbox, Publisher, Relay};
use contracts::topics::Topic;
use primitives::{MessageId, SystemClock, Timestamp};
use sql::Database;
use sqlx::migrate::Migrator;
use tempfile::TempDir;
use testkit::eventually;
use tokio::sync::Notify;

use crate::{SOON, message, number};

/// Remembers what was published, and refuses the first `refusals` times.
#[derive(Default)]
struct Recorder {
    published: Mutex<Vec<u128>>,
    refusals: AtomicU32,
}

#[async_trait]
impl Publisher for Recorder {
    async fn publish(&self, messages: &[Message]) -> Result<(), BusError> {
        let refuse =
            self.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if refuse.is_ok() {
            return Err(BusError::new("refused"));
        }
        self.published.lock().unwrap().extend(messages.iter().map(number));
        Ok(())
    }
}

async fn database(folder: &TempDir) -> Database {
    Database::open(&folder.path().join("outbox.db"), &Migrator::DEFAULT).await.unwrap()
}

async fn commit(db: &Database, key: &str, number: u128) {
    let mut tx = db.begin().await.unwrap();
    enqueue(&mut tx, &message(Topic::ORDER_EVENTS, key, number)).await.unwrap();
    tx.commit().await.unwrap();
}

fn relay(db: &Database, publisher: &Arc<Recorder>) -> Relay {
    let clock = Arc::new(SystemClock);
    Relay::new("test", Arc::new(SqlOutbox::new(db.clone(), clock.clone())), publisher.clone(), clock)
}

#[tokio::test]
async fn a_commit_is_published_and_not_published_again() {
    let folder = TempDir::new().unwrap();
    let (db, publisher) = (database(&folder).await, Arc::new(Recorder::default()));
    for number in 1..=600 {
        commit(&db, "key", number).await;
    }
    relay(&db, &publisher).send_all().await.unwrap();
    relay(&db, &publisher).send_all().await.unwrap();
    assert!(publisher.published.lock().unwrap().iter().copied().eq(1..=600));
}

#[tokio::test]
async fn after_a_refusal_nothing_is_lost_and_the_order_stays() {
    let folder = TempDir::new().unwrap();
    let publisher = Arc::new(Recorder { refusals: AtomicU32::new(1), ..Recorder::default() });
    let db = database(&folder).await;
    commit(&db, "key", 1).await;
    assert!(relay(&db, &publisher).send_all().await.is_err());
    commit(&db, "key", 2).await;
    relay(&db, &publisher).send_all().await.unwrap();
    assert_eq!(*publisher.published.lock().unwrap(), [1, 2]);
}

#[tokio::test]
async fn a_published_but_unmarked_message_is_published_again() {
    let folder = TempDir::new().unwrap();
    let (db, publisher) = (database(&folder).await, Arc::new(Recorder::default()));
    commit(&db, "key", 1).await;
    let outbox = SqlOutbox::new(db.clone(), Arc::new(SystemClock));
    // A process that dies between the two steps has done just this.
    publisher.publish(&outbox.unsent(10).await.unwrap()).await.unwrap();
    relay(&db, &publisher).send_all().await.unwrap();
    assert_eq!(*publisher.published.lock().unwrap(), [1, 1]);
}

/// Takes one message more each time before it fails, until a whole batch fits.
#[derive(Default)]
struct Halting {
    published: Mutex<Vec<u128>>,
    takes: AtomicU32,
}

#[async_trait]
impl Publisher for Halting {
    async fn publish(&self, messages: &[Message]) -> Result<(), BusError> {
        let takes = self.takes.fetch_add(1, Ordering::SeqCst) as usize;
        self.published.lock().unwrap().extend(messages.iter().take(takes).map(number));
        if takes < messages.len() { Err(BusError::new("halted")) } else { Ok(()) }
    }
}

#[tokio::test]
async fn a_partly_published_batch_is_repeated_and_never_out_of_order() {
    let folder = TempDir::new().unwrap();
    let (db, publisher) = (database(&folder).await, Arc::new(Halting::default()));
    for number in 1..=5 {
        commit(&db, "key", number).await;
    }
    let clock = Arc::new(SystemClock);
    let outbox = Arc::new(SqlOutbox::new(db, clock.clone()));
    let relay = Relay::new("test", outbox, publisher.clone(), clock);
    while relay.send_all().await.is_err() {}
    let published = publisher.published.lock().unwrap().clone();
    assert_eq!(published, [1, 1, 2, 1, 2, 3, 1, 2, 3, 4, 1, 2, 3, 4, 5]);
}

/// An outbox that cannot mark at first.
struct Unmarkable {
    outbox: SqlOutbox,
    refusals: AtomicU32,
}

#[async_trait]
impl Outbox for Unmarkable {
    async fn unsent(&self, limit: u32) -> Result<Vec<Message>, BusError> {
        self.outbox.unsent(limit).await
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), BusError> {
        let refuse =
            self.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if refuse.is_ok() { Err(BusError::new("refused")) } else { self.outbox.mark_sent(messages).await }
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

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the test waits for the task itself")]
async fn a_failed_mark_is_retried_without_publishing_again() {
    let folder = TempDir::new().unwrap();
    let (db, publisher, stop) =
        (database(&folder).await, Arc::new(Recorder::default()), Arc::new(Notify::new()));
    commit(&db, "key", 1).await;
    let clock = Arc::new(SystemClock);
    let outbox = SqlOutbox::new(db.clone(), clock.clone());
    let outbox = Arc::new(Unmarkable { outbox, refusals: AtomicU32::new(3) });
    let stopped = stop.clone();
    let relay = Relay::new("test", outbox.clone(), publisher.clone(), clock);
    let running = tokio::spawn(relay.run(async move { stopped.notified().await }));
    eventually("the message is marked", SOON, async || {
        outbox.oldest_unsent().await.unwrap().is_none().then_some(())
    })
    .await;
    stop.notify_one();
    running.await.unwrap();
    assert_eq!(*publisher.published.lock().unwrap(), [1]);
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the test waits for the task itself")]
async fn a_running_relay_is_woken_by_commits() {
    let folder = TempDir::new().unwrap();
    let (db, publisher, stop) =
        (database(&folder).await, Arc::new(Recorder::default()), Arc::new(Notify::new()));
    let stopped = stop.clone();
    let running = tokio::spawn(relay(&db, &publisher).run(async move { stopped.notified().await }));
    for number in 1..=50 {
        commit(&db, "key", number).await;
        eventually("the message is published", SOON, async || {
            publisher.published.lock().unwrap().contains(&number).then_some(())
        })
        .await;
    }
    stop.notify_one();
    running.await.unwrap();
}
