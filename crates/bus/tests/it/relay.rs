//! The relay over the outbox of a real database: in order, never lost, repeated at worst.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bus::adapters::sql::{SqlOutbox, enqueue};
use bus::{BusError, Message, Outbox, Publisher, Relay};
use contracts::topics::Topic;
use primitives::SystemClock;
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
async fn what_was_published_but_not_marked_is_published_again() {
    let folder = TempDir::new().unwrap();
    let (db, publisher) = (database(&folder).await, Arc::new(Recorder::default()));
    commit(&db, "key", 1).await;
    let outbox = SqlOutbox::new(db.clone(), Arc::new(SystemClock));
    // A process that dies between the two steps has done just this.
    publisher.publish(&outbox.unsent(10).await.unwrap()).await.unwrap();
    relay(&db, &publisher).send_all().await.unwrap();
    assert_eq!(*publisher.published.lock().unwrap(), [1, 1]);
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the test waits for the task itself")]
async fn a_running_relay_is_woken_by_commits() {
    let folder = TempDir::new().unwrap();
    let (db, publisher, stop) =
        (database(&folder).await, Arc::new(Recorder::default()), Arc::new(Notify::new()));
    let told = stop.clone();
    let running = tokio::spawn(relay(&db, &publisher).run(async move { told.notified().await }));
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
