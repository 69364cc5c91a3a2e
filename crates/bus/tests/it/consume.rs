//! The consume loop: nothing is skipped, nothing blocks its neighbours, and poison stays where it is.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bus::adapters::sql::SqlParking;
use bus::{Consumption, HandleError, Handler, Message, Parking};
use contracts::topics::Topic;
use primitives::SystemClock;
use sql::Database;
use sqlx::migrate::Migrator;
use tempfile::TempDir;
use testkit::eventually;
use tokio::sync::Notify;

use crate::{Embedded, Engine, SOON, message, number};

/// Remembers what it was handed, and fails where it is told to.
#[derive(Default)]
struct Recorder {
    handled: Mutex<Vec<u128>>,
    /// Fails this often before it works.
    transient_left: Mutex<u32>,
    poison: BTreeSet<u128>,
    /// Never answers for this one.
    stuck: Option<u128>,
}

#[async_trait]
impl Handler for Recorder {
    async fn handle(&self, message: &Message) -> Result<(), HandleError> {
        let number = number(message);
        if self.stuck == Some(number) {
            std::future::pending::<()>().await;
        }
        if self.poison.contains(&number) {
            return Err(HandleError::poison("poisoned"));
        }
        let failures_left = std::mem::replace(&mut *self.transient_left.lock().unwrap(), 0);
        if failures_left > 0 {
            *self.transient_left.lock().unwrap() = failures_left - 1;
            return Err(HandleError::transient("not now"));
        }
        self.handled.lock().unwrap().push(number);
        Ok(())
    }
}

impl Recorder {
    async fn has_handled(&self, expected: &[u128]) {
        let expected: BTreeSet<u128> = expected.iter().copied().collect();
        eventually("the expected messages are handled", SOON, async || {
            let handled: BTreeSet<u128> = self.handled.lock().unwrap().iter().copied().collect();
            (handled == expected).then_some(())
        })
        .await;
    }
}

struct Running {
    stop: Arc<Notify>,
    task: tokio::task::JoinHandle<Result<(), bus::BusError>>,
}

impl Running {
    async fn stop(self) {
        self.stop.notify_one();
        self.task.await.unwrap().unwrap();
    }
}

#[expect(clippy::disallowed_methods, reason = "the test waits for the task itself")]
fn consume(engine: &impl Engine, handler: &Arc<Recorder>, parking: &Arc<SqlParking>) -> Running {
    let stop = Arc::new(Notify::new());
    let consumption = Consumption {
        bus: engine.bus(),
        group: "group",
        topics: &[Topic::ORDER_EVENTS],
        handler: handler.clone(),
        parking: parking.clone(),
    };
    let told = stop.clone();
    Running { stop, task: tokio::spawn(consumption.run(async move { told.notified().await })) }
}

async fn parking(folder: &TempDir) -> Arc<SqlParking> {
    let db = Database::open(&folder.path().join("parking.db"), &Migrator::DEFAULT).await.unwrap();
    Arc::new(SqlParking::new(db, "group", Arc::new(SystemClock)))
}

#[tokio::test]
async fn a_stop_remembers_what_is_done() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let parking = parking(&folder).await;
    let first = Arc::new(Recorder::default());
    engine.bus().publish(&[message(Topic::ORDER_EVENTS, "a", 1)]).await.unwrap();
    let running = consume(&engine, &first, &parking);
    first.has_handled(&[1]).await;
    running.stop().await;

    engine.bus().publish(&[message(Topic::ORDER_EVENTS, "a", 2)]).await.unwrap();
    let second = Arc::new(Recorder::default());
    let running = consume(&engine, &second, &parking);
    second.has_handled(&[2]).await;
    running.stop().await;
}

#[tokio::test]
async fn a_message_that_fails_for_now_is_tried_until_it_works() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let handler = Arc::new(Recorder { transient_left: Mutex::new(3), ..Recorder::default() });
    let running = consume(&engine, &handler, &parking(&folder).await);
    let batch = [message(Topic::ORDER_EVENTS, "a", 1), message(Topic::ORDER_EVENTS, "a", 2)];
    engine.bus().publish(&batch).await.unwrap();
    handler.has_handled(&[1, 2]).await;
    assert_eq!(*handler.handled.lock().unwrap(), [1, 2], "a retry lost the order");
    running.stop().await;
}

#[tokio::test]
async fn poison_parks_its_key_and_nothing_else_even_after_a_restart() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let parking = parking(&folder).await;
    let handler = Arc::new(Recorder { poison: BTreeSet::from([1]), ..Recorder::default() });
    let running = consume(&engine, &handler, &parking);
    let batch: Vec<_> = [("bad", 1), ("good", 2), ("bad", 3)]
        .map(|(key, number)| message(Topic::ORDER_EVENTS, key, number))
        .into();
    engine.bus().publish(&batch).await.unwrap();
    handler.has_handled(&[2]).await;
    eventually("the key is parked", SOON, async || {
        (parking.keys().await.unwrap() == [(Topic::ORDER_EVENTS, "bad".to_owned())]).then_some(())
    })
    .await;
    running.stop().await;

    let batch = [message(Topic::ORDER_EVENTS, "bad", 4), message(Topic::ORDER_EVENTS, "good", 5)];
    engine.bus().publish(&batch).await.unwrap();
    let later = Arc::new(Recorder::default());
    let running = consume(&engine, &later, &parking);
    later.has_handled(&[5]).await;
    running.stop().await;
}

#[tokio::test]
async fn a_partition_that_hangs_does_not_hold_up_the_others() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let handler = Arc::new(Recorder { stuck: Some(0), ..Recorder::default() });
    let running = consume(&engine, &handler, &parking(&folder).await);
    engine.bus().publish(&[message(Topic::ORDER_EVENTS, "0", 0)]).await.unwrap();
    let others: Vec<_> =
        (1..=50).map(|number| message(Topic::ORDER_EVENTS, &number.to_string(), number)).collect();
    engine.bus().publish(&others).await.unwrap();
    eventually("other partitions go on", SOON, async || {
        (handler.handled.lock().unwrap().len() >= 30).then_some(())
    })
    .await;
    running.task.abort();
}
