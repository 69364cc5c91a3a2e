//! What only the embedded bus does: backpressure on publishers, retention, and one member for each group.

use std::time::Duration;

use bus::adapters::sqlite::Retention;
use bus::{Bus, Publisher};
use contracts::topics::Topic;
use tokio::time::timeout;

use crate::bus_contract::{numbers, take};
use crate::{Embedded, Engine, SOON, message, number};

#[tokio::test]
async fn publishing_is_refused_when_the_lag_of_a_group_is_too_long() {
    let engine = Embedded::with(Retention { unread_max: 5, ..Retention::default() }).await;
    let bus = engine.bus();
    let mut consumer = bus.group("slow", &[Topic::ORDER_EVENTS]).await.unwrap();
    let mut refused = false;
    for number in 1..=10 {
        refused |= bus.publish(&[message(Topic::ORDER_EVENTS, "key", number)]).await.is_err();
    }
    assert!(refused, "the log grows without a bound");
    for delivery in take(consumer.as_mut(), 6).await {
        consumer.commit(delivery.position);
    }
    bus.publish(&[message(Topic::ORDER_EVENTS, "key", 11)]).await.unwrap();
}

#[tokio::test]
async fn retention_keeps_what_a_group_has_not_read_and_the_end_of_the_log() {
    let engine = Embedded::with(Retention { keep: Duration::ZERO, ..Retention::default() }).await;
    let bus = engine.bus.clone();
    let batch: Vec<_> = (1..=10).map(|number| message(Topic::ORDER_EVENTS, "key", number)).collect();
    bus.publish(&batch).await.unwrap();
    let mut consumer = engine.bus().group("reader", &[Topic::ORDER_EVENTS]).await.unwrap();
    let deliveries = take(consumer.as_mut(), 10).await;
    consumer.commit(deliveries.get(3).unwrap().position);
    consumer.close().await.unwrap();
    bus.apply_retention().await.unwrap();

    let mut newcomer = engine.bus().group("newcomer", &[Topic::ORDER_EVENTS]).await.unwrap();
    assert_eq!(numbers(&take(newcomer.as_mut(), 6).await), [5, 6, 7, 8, 9, 10]);
    drop((newcomer, bus));
    let bus = engine.reopen().await.bus();
    let mut tail = bus.tail(Topic::ORDER_EVENTS).await.unwrap();
    bus.publish(&[message(Topic::ORDER_EVENTS, "key", 11)]).await.unwrap();
    let seen = timeout(SOON, tail.next()).await.unwrap().unwrap();
    assert_eq!(seen.iter().map(number).collect::<Vec<_>>(), [11]);
}

#[tokio::test]
async fn what_all_groups_have_read_is_bounded_in_number_too() {
    let engine = Embedded::with(Retention { read_max: 3, ..Retention::default() }).await;
    let bus = engine.bus.clone();
    let batch: Vec<_> = (1..=10).map(|number| message(Topic::ORDER_EVENTS, "key", number)).collect();
    bus.publish(&batch).await.unwrap();
    bus.apply_retention().await.unwrap();
    let mut newcomer = engine.bus().group("newcomer", &[Topic::ORDER_EVENTS]).await.unwrap();
    assert_eq!(numbers(&take(newcomer.as_mut(), 3).await), [8, 9, 10]);
}

#[tokio::test]
async fn a_group_that_has_read_nothing_yet_retains_everything_across_a_restart() {
    let engine = Embedded::with(Retention { keep: Duration::ZERO, ..Retention::default() }).await;
    let batch: Vec<_> = (1..=3).map(|number| message(Topic::ORDER_EVENTS, "key", number)).collect();
    engine.bus().publish(&batch).await.unwrap();
    drop(engine.bus().group("absent", &[Topic::ORDER_EVENTS]).await.unwrap());
    let engine = engine.reopen_with(Retention { keep: Duration::ZERO, ..Retention::default() }).await;
    engine.bus.apply_retention().await.unwrap();
    let mut back = engine.bus().group("absent", &[Topic::ORDER_EVENTS]).await.unwrap();
    assert_eq!(numbers(&take(back.as_mut(), 3).await), [1, 2, 3]);
}

#[tokio::test]
async fn a_group_has_one_member_in_a_process() {
    let bus = Embedded::new().await.bus();
    let first = bus.group("alone", &[Topic::ORDER_EVENTS]).await.unwrap();
    let refusal = bus.group("alone", &[Topic::SEAT_EVENTS]).await.err().unwrap();
    assert_eq!(refusal.0.to_string(), "group alone has a member in this process already");
    first.close().await.unwrap();
    assert!(bus.group("alone", &[Topic::ORDER_EVENTS]).await.is_ok());
}

#[tokio::test]
async fn a_dead_letter_has_its_position_and_its_reason() {
    let engine = Embedded::new().await;
    let bus = engine.bus();
    bus.publish(&[message(Topic::ORDER_EVENTS, "key", 1)]).await.unwrap();
    let mut consumer = bus.group("dead-letters", &[Topic::ORDER_EVENTS]).await.unwrap();
    let deliveries = take(consumer.as_mut(), 1).await;
    let delivery = deliveries.first().unwrap();
    for _ in 0..2 {
        bus.send_to_dead_letters(delivery, "not what its topic carries").await.unwrap();
    }
    let letters = engine.bus.dead_letters(Topic::ORDER_EVENTS, 10).await.unwrap();
    let [letter] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!(letter.reason, "not what its topic carries");
    assert_eq!((letter.position, &letter.message), (delivery.position, &delivery.message));
    assert_eq!(engine.bus.dead_letters(Topic::SEAT_EVENTS, 10).await.unwrap(), []);
}
