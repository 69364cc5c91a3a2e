//! Several members in one group: they join, they leave, and one takes the instance name of another.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bus::adapters::kafka::{KafkaBus, KafkaConfig};
use bus::{Bus, ConsumerLoop, HandleError, Handler, Incoming, Message, Parking, Publisher};
use contracts::topics::Topic;
use tempfile::TempDir;
use testkit::eventually;
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::bus_contract::{numbers, take};
use crate::recorder::{Fault, Recorder, consume, database, parking, parking_in};
use crate::{Kafka, SOON, connect, message, number};

/// Beyond the session timeout of a member that died.
pub(crate) const WITHIN: Duration = Duration::from_secs(60);

pub(crate) fn batch(numbers: impl IntoIterator<Item = u128>) -> Vec<Message> {
    let of_key = |number: u128| message(Topic::ORDER_EVENTS, &format!("key-{}", number % 40), number);
    numbers.into_iter().map(of_key).collect()
}

pub(crate) async fn holds(bus: &KafkaBus, partitions: usize) {
    eventually("the partitions are assigned", WITHIN, async || {
        let consumers = bus.consumers();
        (consumers.first().is_some_and(|consumer| consumer.partitions == partitions)).then_some(())
    })
    .await;
}

/// Of each key in order, though some may come twice.
pub(crate) fn assert_in_order(handled: &[u128]) {
    let mut last = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for number in handled.iter().filter(|number| seen.insert(**number)) {
        let before = last.insert(number % 40, *number);
        assert!(before.is_none_or(|before| before < *number), "{number} came behind {before:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_members_share_the_partitions_and_one_that_leaves_hands_them_over() {
    let (kafka, folder) = (Kafka::new().await, TempDir::new().unwrap());
    let (parking, first_bus, second_bus) = (parking(&folder).await, kafka.bus.clone(), kafka.another());
    let (first, second) = (Arc::new(Recorder::default()), Arc::new(Recorder::default()));
    let running = consume(Arc::new(first_bus.clone()), &first, &parking);
    kafka.bus.publish(&batch(0..400)).await.unwrap();
    holds(&first_bus, 8).await;

    let joining = consume(Arc::new(second_bus.clone()), &second, &parking);
    for from in (400..2_000).step_by(40) {
        kafka.bus.publish(&batch(from..from + 40)).await.unwrap();
    }
    holds(&second_bus, 4).await;
    kafka.bus.publish(&batch(2_000..2_400)).await.unwrap();
    eventually("both process messages", SOON, async || (second.handled().len() >= 100).then_some(())).await;
    joining.stop().await;
    holds(&first_bus, 8).await;
    kafka.bus.publish(&batch(2_400..2_800)).await.unwrap();

    let all = |one: &Recorder, other: &Recorder| -> BTreeSet<u128> {
        one.handled().into_iter().chain(other.handled()).collect()
    };
    eventually("nothing is skipped", SOON, async || (all(&first, &second).len() == 2_800).then_some(()))
        .await;
    assert_in_order(&first.handled());
    assert_in_order(&second.handled());
    let repeated = first.handled().len() + second.handled().len() - 2_800;
    assert!(repeated < 1_000, "{repeated} messages were processed twice");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parked_keys_stay_parked_after_a_rebalance() {
    const KEYS: u128 = 16;
    let (kafka, folder) = (Kafka::new().await, TempDir::new().unwrap());
    let (db, first_bus, second_bus) = (database(&folder).await, kafka.bus.clone(), kafka.another());
    let poisoned = || Arc::new(Recorder { poisoned_below: Mutex::new(KEYS), ..Recorder::default() });
    let (first, second) = (poisoned(), poisoned());
    let running = consume(Arc::new(first_bus.clone()), &first, &parking_in(db.clone()));
    let joining = consume(Arc::new(second_bus.clone()), &second, &parking_in(db.clone()));
    holds(&first_bus, 4).await;
    holds(&second_bus, 4).await;
    let of_each_key = |first: u128| -> Vec<Message> {
        let key = |number: u128| format!("key {}", number % KEYS);
        (first..first + KEYS).map(|number| message(Topic::ORDER_EVENTS, &key(number), number)).collect()
    };
    let parked = async || -> usize {
        let mut tx = db.begin().await.unwrap();
        let mut parked = 0;
        for key in 0..KEYS {
            parked += sql::parking::of_key(&mut tx, &format!("key {key}")).await.unwrap().len();
        }
        parked
    };
    kafka.bus.publish(&of_each_key(0)).await.unwrap();
    eventually("every key is parked", SOON, async || (parked().await == 16).then_some(())).await;
    joining.stop().await;
    holds(&first_bus, 8).await;
    kafka.bus.publish(&of_each_key(KEYS)).await.unwrap();
    eventually("what follows is parked too", SOON, async || (parked().await == 32).then_some(())).await;
    assert_eq!((first.handled(), second.handled()), (Vec::new(), Vec::new()));
    running.stop().await;
}

/// Never finishes a message, and records what it begins and what is aborted.
#[derive(Default)]
struct Stuck {
    begun: Mutex<Vec<u128>>,
    aborted: Mutex<BTreeSet<u128>>,
}

struct InFlight<'a>(&'a Stuck, u128);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.aborted.lock().unwrap().insert(self.1);
    }
}

#[async_trait]
impl Handler for Stuck {
    async fn handle(&self, batch: &[Incoming]) -> Result<(), HandleError> {
        let _in_flight: Vec<_> =
            batch.iter().map(|incoming| InFlight(self, number(&incoming.message))).collect();
        self.begun.lock().unwrap().extend(batch.iter().map(|incoming| number(&incoming.message)));
        std::future::pending().await
    }
}

impl Stuck {
    fn times_begun(&self, number: u128) -> usize {
        self.begun.lock().unwrap().iter().filter(|begun| **begun == number).count()
    }
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "the test ends before the task does")]
async fn processing_of_a_revoked_partition_is_aborted_and_restarted_by_its_next_owner() {
    let (kafka, folder) = (Kafka::new().await, TempDir::new().unwrap());
    let (parking, second_bus) = (parking(&folder).await, kafka.another());
    let stuck = Arc::new(Stuck::default());
    let consumer_loop = ConsumerLoop {
        bus: Arc::new(kafka.bus.clone()),
        group: "group",
        topics: &[Topic::ORDER_EVENTS],
        handler: stuck.clone(),
        parking: parking.clone(),
    };
    let first = tokio::spawn(consumer_loop.run(std::future::pending()));
    kafka.bus.publish(&batch(0..40)).await.unwrap();
    eventually("all are in flight", SOON, async || {
        (0..40).all(|number| stuck.times_begun(number) > 0).then_some(())
    })
    .await;

    let second = Arc::new(Recorder::default());
    let running = consume(Arc::new(second_bus.clone()), &second, &parking);
    holds(&second_bus, 4).await;
    eventually("the processing is aborted", SOON, async || {
        stuck.aborted.lock().unwrap().iter().copied().eq(0..40).then_some(())
    })
    .await;
    eventually("each next owner starts with it", SOON, async || {
        let handled: BTreeSet<u128> = second.handled().into_iter().collect();
        let again = |number| handled.contains(&number) || stuck.times_begun(number) > 1;
        (!handled.is_empty() && handled.len() < 40 && (0..40).all(again)).then_some(())
    })
    .await;
    assert!(!first.is_finished());
    running.stop().await;
    first.abort();
}

#[tokio::test]
async fn a_commit_to_a_revoked_partition_has_no_effect() {
    let kafka = Kafka::new().await;
    let second_bus = kafka.another();
    kafka.bus.publish(&batch(0..40)).await.unwrap();
    let mut first = kafka.bus.group("moves", &[Topic::ORDER_EVENTS]).await.unwrap();
    let deliveries = take(first.as_mut(), 40).await;
    let mut second = second_bus.group("moves", &[Topic::ORDER_EVENTS]).await.unwrap();
    let (mut revoked, mut ours, mut theirs) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    while ours.len() + theirs.len() < 40 {
        // Both have to be polled, or the rebalance does not end. All partitions are revoked, and half of them come back.
        if let Ok(deliveries) = timeout(Duration::from_millis(50), second.next()).await {
            theirs.extend(numbers(&deliveries.unwrap()));
        }
        if let Ok(deliveries) = timeout(Duration::from_millis(50), first.next()).await {
            ours.extend(numbers(&deliveries.unwrap()));
        }
        revoked.extend(first.revoked());
    }
    assert_eq!(revoked.len(), 8);
    assert!(!ours.is_empty() && !theirs.is_empty() && ours.is_disjoint(&theirs));
    for delivery in &deliveries {
        first.commit(delivery.position);
    }
    first.close().await.unwrap();
    // What the first one committed for its own partitions is committed; of the others nothing is.
    drop(second);
    let mut third = kafka.bus.group("moves", &[Topic::ORDER_EVENTS]).await.unwrap();
    let again: BTreeSet<u128> = numbers(&take(third.as_mut(), theirs.len()).await).into_iter().collect();
    assert_eq!(again, theirs);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_processes_with_one_instance_name_one_is_fenced_and_the_other_works() {
    let (kafka, folder) = (Kafka::new().await, TempDir::new().unwrap());
    let parking = parking(&folder).await;
    let config = KafkaConfig { instance: Some("order-1".to_owned()), ..kafka.config.clone() };
    let (first_bus, second_bus) = (connect(&config), connect(&config));
    let (first, second) = (Arc::new(Recorder::default()), Arc::new(Recorder::default()));
    let earlier = consume(Arc::new(first_bus.clone()), &first, &parking);
    holds(&first_bus, 8).await;
    let later = consume(Arc::new(second_bus.clone()), &second, &parking);
    // Each rejoins once after it was fenced, so which of them gives up depends on who was first.
    let (mut one, mut other) = (earlier, later);
    let ended = timeout(WITHIN, async {
        tokio::select! {
            ended = &mut one.task => { std::mem::swap(&mut one, &mut other); ended }
            ended = &mut other.task => ended,
        }
    });
    let error = ended.await.unwrap().unwrap().unwrap_err();
    assert!(error.is_fenced(), "{error:?}");
    kafka.bus.publish(&batch(0..40)).await.unwrap();
    eventually("the one that is left processes messages", SOON, async || {
        (first.handled().len() + second.handled().len() == 40).then_some(())
    })
    .await;
    one.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_under_the_same_name_keeps_its_partitions() {
    let (kafka, folder) = (Kafka::new().await, TempDir::new().unwrap());
    let parking = parking(&folder).await;
    let named = |name: &str| KafkaConfig { instance: Some(name.to_owned()), ..kafka.config.clone() };
    let (first_bus, second_bus) = (connect(&named("order-1")), connect(&named("order-2")));
    let (first, second) = (Arc::new(Recorder::default()), Arc::new(Recorder::default()));
    let one = consume(Arc::new(first_bus.clone()), &first, &parking);
    let other = consume(Arc::new(second_bus.clone()), &second, &parking);
    holds(&first_bus, 4).await;
    holds(&second_bus, 4).await;
    one.stop().await;
    let again_bus = connect(&named("order-1"));
    let again = consume(Arc::new(again_bus.clone()), &first, &parking);
    holds(&again_bus, 4).await;
    // The other one was not rebalanced.
    holds(&second_bus, 4).await;
    again.stop().await;
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn poison_parks_its_key_and_nothing_else() {
    let (kafka, folder) = (Kafka::new().await, TempDir::new().unwrap());
    let parking = parking(&folder).await;
    let faults = [(1, Fault::Poison), (5, Fault::Panic), (6, Fault::Unreadable), (8, Fault::Transient)];
    let handler = Arc::new(Recorder { faults: BTreeMap::from(faults), ..Recorder::default() });
    let running = consume(Arc::new(kafka.bus.clone()), &handler, &parking);
    let keys = ["bad", "good", "bad", "good", "worse", "good", "good", "slow"];
    let sent: Vec<_> =
        keys.iter().zip(1..).map(|(key, number)| message(Topic::ORDER_EVENTS, key, number)).collect();
    kafka.bus.publish(&sent).await.unwrap();
    handler.has_handled(&[2, 4, 7]).await;
    eventually("bad keys are parked", SOON, async || {
        let parked = parking.keys().await.unwrap();
        let keys: BTreeSet<&str> = parked.iter().map(|(_, key)| key.as_str()).collect();
        (keys == BTreeSet::from(["bad", "worse"])).then_some(())
    })
    .await;
    eventually("the undecodable message is dead-lettered", SOON, async || {
        let letters = kafka.bus.dead_letters(Topic::ORDER_EVENTS, 10).await.unwrap();
        letters.iter().map(|letter| number(&letter.message)).eq([6]).then_some(())
    })
    .await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_hangs_blocks_its_partition_and_no_other() {
    const EACH: u128 = 3_000;
    let (kafka, folder) = (Kafka::new().await, TempDir::new().unwrap());
    let release = Arc::new(Notify::new());
    let handler = Recorder::failing(0, Fault::Stuck(release.clone()));
    let running = consume(Arc::new(kafka.bus.clone()), &handler, &parking(&folder).await);
    let of_key = |key: &str, first: u128| -> Vec<Message> {
        (first..first + EACH).map(|number| message(Topic::ORDER_EVENTS, key, number)).collect()
    };
    // These two keys are in different partitions.
    kafka.bus.publish(&of_key("key-1", 0)).await.unwrap();
    kafka.bus.publish(&of_key("key-2", EACH)).await.unwrap();
    eventually("the other partition goes on to its end", SOON, async || {
        handler.handled().into_iter().eq(EACH..2 * EACH).then_some(())
    })
    .await;
    release.notify_one();
    eventually("the partition goes on", SOON, async || {
        handler.handled().into_iter().skip(3_000).eq(0..EACH).then_some(())
    })
    .await;
    running.stop().await;
}
