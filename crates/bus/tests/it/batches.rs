//! Messages that are handled together: they fail like one by one, and one that is at fault delays and takes no other with it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bus::{Message, Parking};
use contracts::topics::Topic;
use tempfile::TempDir;
use testkit::eventually;

use crate::recorder::{Fault, Recorder, consume, consume_topics, parking};
use crate::{Embedded, Engine, SOON, message};

/// A message of each of so many keys.
fn of_each_key(numbers: impl IntoIterator<Item = u128>) -> Vec<Message> {
    let of_key = |number: u128| message(Topic::ORDER_EVENTS, &format!("key-{number}"), number);
    numbers.into_iter().map(of_key).collect()
}

/// The numbers of each attempt so far.
pub(crate) fn attempted(handler: &Recorder) -> Vec<Vec<u128>> {
    handler.attempts.lock().unwrap().iter().map(|(numbers, _)| numbers.clone()).collect()
}

/// How many attempts had this message in them.
fn attempts_with(handler: &Recorder, number: u128) -> usize {
    attempted(handler).iter().filter(|batch| batch.contains(&number)).count()
}

#[tokio::test]
async fn what_is_ready_is_handled_together_up_to_a_bound() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    engine.bus().publish(&of_each_key(0..200)).await.unwrap();
    let handler = Arc::new(Recorder::default());
    let running = consume(engine.bus(), &handler, &parking(&folder).await);
    handler.has_handled(&(0..200).collect::<Vec<_>>()).await;
    running.stop().await;
    let sizes: Vec<usize> = attempted(&handler).iter().map(Vec::len).collect();
    assert!(sizes.contains(&64) && sizes.iter().all(|size| *size <= 64), "{sizes:?}");
}

#[tokio::test]
async fn one_at_fault_in_any_place_of_a_batch_is_set_aside_and_the_others_are_handled() {
    const MESSAGES: u128 = 9;
    for (place, fault) in (0..MESSAGES).flat_map(|place| [(place, Fault::Poison), (place, Fault::Panic)]) {
        let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
        let parking = parking(&folder).await;
        engine.bus().publish(&of_each_key(0..MESSAGES)).await.unwrap();
        let handler = Recorder::failing(place, fault);
        let running = consume(engine.bus(), &handler, &parking);
        handler.has_handled(&(0..MESSAGES).filter(|number| *number != place).collect::<Vec<_>>()).await;
        eventually("its key is parked", SOON, async || {
            (parking.keys().await.unwrap() == [(Topic::ORDER_EVENTS, format!("key-{place}"))]).then_some(())
        })
        .await;
        running.stop().await;
        assert_eq!(attempted(&handler).first().map(Vec::len), Some(9), "it was no batch");
        assert_eq!(handler.handled().len(), 8, "a message was handled twice");
        assert!(attempts_with(&handler, place) <= 4, "{:?}", attempted(&handler));
    }
}

#[tokio::test]
async fn a_transient_failure_of_one_of_a_batch_delays_no_other() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    engine.bus().publish(&of_each_key(0..64)).await.unwrap();
    let handler = Recorder::failing(40, Fault::Transient);
    let running = consume(engine.bus(), &handler, &parking(&folder).await);
    handler.has_handled(&(0..64).filter(|number| *number != 40).collect::<Vec<_>>()).await;
    assert!(attempts_with(&handler, 40) <= 8, "the others waited for its retries");
    running.stop().await;
}

#[tokio::test]
async fn a_message_behind_one_that_fails_waits_for_it_also_in_one_batch() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let sent = [("a", 1), ("b", 2), ("a", 3)];
    let sent = sent.map(|(key, number)| message(Topic::ORDER_EVENTS, key, number));
    engine.bus().publish(&sent).await.unwrap();
    let handler = Recorder::failing(1, Fault::Transient);
    let running = consume(engine.bus(), &handler, &parking(&folder).await);
    eventually("it is retried alone", SOON, async || {
        let alone = attempted(&handler).iter().filter(|batch| **batch == [1]).count();
        (alone >= 3).then_some(())
    })
    .await;
    assert_eq!(handler.handled(), [2]);
    running.stop().await;
    assert!(attempted(&handler).iter().all(|batch| !batch.contains(&3) || batch.contains(&1)));

    let later = Arc::new(Recorder::default());
    let running = consume(engine.bus(), &later, &parking(&folder).await);
    eventually("the key goes on in its order", SOON, async || {
        let of_key: Vec<u128> = later.handled().into_iter().filter(|number| *number != 2).collect();
        (of_key == [1, 3]).then_some(())
    })
    .await;
    running.stop().await;
}

static ONE_PARTITION: [Topic; 1] = [Topic::new("one.partition", 1)];

fn of_one_partition(numbers: std::ops::Range<u128>) -> Vec<Message> {
    let [topic] = ONE_PARTITION;
    numbers.map(|number| message(topic, &format!("key-{number}"), number)).collect()
}

#[tokio::test]
async fn many_keys_that_fail_stop_no_other_of_their_partition() {
    const FAILING: u128 = 1_500;
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let failing = (0..FAILING).map(|number| (number, Fault::Transient));
    let handler = Arc::new(Recorder { faults: failing.collect(), ..Recorder::default() });
    let running = consume_topics(&ONE_PARTITION, engine.bus(), &handler, parking(&folder).await);
    engine.bus().publish(&of_one_partition(0..FAILING)).await.unwrap();
    // Far more than may wait in one partition while it is read.
    engine.bus().publish(&of_one_partition(FAILING..FAILING + 2_000)).await.unwrap();
    handler.has_handled(&(FAILING..FAILING + 2_000).collect::<Vec<_>>()).await;
    running.stop().await;
}

#[tokio::test]
async fn every_second_message_that_fails_stops_no_other_of_its_partition() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let failing = (0..400).step_by(2).map(|number| (number, Fault::Transient));
    let handler = Arc::new(Recorder { faults: failing.collect(), ..Recorder::default() });
    let running = consume_topics(&ONE_PARTITION, engine.bus(), &handler, parking(&folder).await);
    engine.bus().publish(&of_one_partition(0..400)).await.unwrap();
    handler.has_handled(&(1..400).step_by(2).collect::<Vec<_>>()).await;
    running.stop().await;
}

#[tokio::test]
async fn keys_that_hang_give_up_their_slots() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let hanging: BTreeMap<u128, Fault> =
        (0..6).map(|number| (number, Fault::Stuck(Arc::default()))).collect();
    let handler = Arc::new(Recorder { faults: hanging, ..Recorder::default() });
    let running = consume(engine.bus(), &handler, &parking(&folder).await);
    for number in 0..6 {
        engine.bus().publish(&of_each_key([number])).await.unwrap();
        // Long before those that hang are cancelled.
        let soon = Duration::from_secs(9);
        eventually("it has begun", soon, async || (attempts_with(&handler, number) > 0).then_some(())).await;
    }
    engine.bus().publish(&of_each_key(6..100)).await.unwrap();
    handler.has_handled(&(6..100).collect::<Vec<_>>()).await;
    running.task.abort();
}

#[tokio::test]
async fn a_process_that_dies_in_a_batch_repeats_all_of_it() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    let parking = parking(&folder).await;
    engine.bus().publish(&of_each_key(0..8)).await.unwrap();
    let handler = Recorder::failing(7, Fault::Stuck(Arc::default()));
    let running = consume(engine.bus(), &handler, &parking);
    eventually("it is in the batch", SOON, async || (attempts_with(&handler, 7) > 0).then_some(())).await;
    running.task.abort();
    assert!(running.task.await.unwrap_err().is_cancelled());

    let engine = engine.reopen().await;
    let later = Arc::new(Recorder::default());
    let running = consume(engine.bus(), &later, &parking);
    later.has_handled(&(0..8).collect::<Vec<_>>()).await;
    running.stop().await;
}

#[tokio::test]
async fn an_outage_is_not_multiplied_by_what_waits_for_its_end() {
    let (engine, folder) = (Embedded::new().await, TempDir::new().unwrap());
    engine.bus().publish(&of_each_key(0..500)).await.unwrap();
    let handler = Arc::new(Recorder::default());
    handler.outage.store(true, Ordering::SeqCst);
    let running = consume(engine.bus(), &handler, &parking(&folder).await);
    // Every message has been in a batch, and some have been narrowed down, before the outage is noticed.
    let attempts = eventually("one at a time is tried, with pauses", SOON, async || {
        let attempts = handler.attempts.lock().unwrap().clone();
        let last = attempts.last_chunk::<4>()?;
        let are_paused = last.windows(2).all(|pair| pair[1].1 - pair[0].1 >= Duration::from_millis(100));
        (are_paused && last.iter().all(|(batch, _)| batch.len() == 1)).then_some(attempts.len())
    })
    .await;
    assert!(attempts < 150, "{attempts} attempts at 500 messages");

    handler.outage.store(false, Ordering::SeqCst);
    handler.has_handled(&(0..500).collect::<Vec<_>>()).await;
    running.stop().await;
}
