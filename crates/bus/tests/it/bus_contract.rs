//! What every bus has to keep, whatever engine it runs on.

use std::collections::BTreeMap;
use std::time::Duration;

use bus::{Consumer, Delivery};
use contracts::topics::Topic;
use tokio::time::{Instant, timeout};

use crate::{Embedded, Engine, SOON, message, number};

macro_rules! bus_contract {
    ($engine:ident: $($promise:ident),+ $(,)?) => {
        $(
            #[tokio::test]
            async fn $promise() {
                super::$promise($engine::new().await).await;
            }
        )+
    };
}

mod embedded {
    use super::Embedded;

    bus_contract! { Embedded:
        messages_of_one_key_come_in_the_order_of_their_publishing,
        a_group_goes_on_behind_what_it_called_done,
        what_was_not_called_done_comes_again_in_another_process,
        groups_do_not_take_from_each_other,
        a_tail_sees_what_comes_after_it_and_all_of_it,
        a_waiting_consumer_is_woken_at_once,
        a_large_message_arrives_whole,
        a_message_published_twice_arrives_twice,
    }
}

/// Reads until `count` messages were delivered.
async fn take(consumer: &mut dyn Consumer, count: usize) -> Vec<Delivery> {
    let mut taken = Vec::new();
    while taken.len() < count {
        taken.extend(timeout(SOON, consumer.next()).await.expect("no message came").unwrap());
    }
    taken
}

fn numbers(deliveries: &[Delivery]) -> Vec<u128> {
    deliveries.iter().map(|delivery| number(&delivery.message)).collect()
}

async fn messages_of_one_key_come_in_the_order_of_their_publishing(engine: impl Engine) {
    const KEYS: u128 = 20;
    const EACH: u128 = 30;
    let bus = engine.bus();
    for round in 0..EACH {
        let batch: Vec<_> = (0..KEYS)
            .map(|key| message(Topic::ORDER_EVENTS, &format!("key-{key}"), round * KEYS + key))
            .collect();
        bus.publish(&batch).await.unwrap();
    }
    let mut consumer = bus.group("order-of-keys", &[Topic::ORDER_EVENTS]).await.unwrap();
    let deliveries = take(consumer.as_mut(), 600).await;
    let mut by_key = BTreeMap::<String, Vec<u128>>::new();
    let mut partitions = BTreeMap::<String, u32>::new();
    for delivery in &deliveries {
        let key = delivery.message.key.clone();
        let partition = *partitions.entry(key.clone()).or_insert(delivery.position.partition);
        assert_eq!(partition, delivery.position.partition, "{key} is in two partitions");
        by_key.entry(key).or_default().push(number(&delivery.message));
    }
    assert_eq!(by_key.len(), 20);
    for (key, numbers) in by_key {
        assert!(numbers.is_sorted() && numbers.len() == 30, "{key}: {numbers:?}");
    }
}

async fn a_group_goes_on_behind_what_it_called_done(engine: impl Engine) {
    let bus = engine.bus();
    let batch: Vec<_> = (1..=10).map(|number| message(Topic::SEAT_EVENTS, "one key", number)).collect();
    bus.publish(&batch).await.unwrap();
    let mut consumer = bus.group("resumes", &[Topic::SEAT_EVENTS]).await.unwrap();
    let deliveries = take(consumer.as_mut(), 10).await;
    consumer.done(deliveries.get(5).unwrap().position);
    consumer.close().await.unwrap();
    let mut consumer = bus.group("resumes", &[Topic::SEAT_EVENTS]).await.unwrap();
    assert_eq!(numbers(&take(consumer.as_mut(), 4).await), [7, 8, 9, 10]);
}

async fn what_was_not_called_done_comes_again_in_another_process(engine: impl Engine) {
    let bus = engine.bus();
    bus.publish(&[message(Topic::SEAT_EVENTS, "key", 1), message(Topic::SEAT_EVENTS, "key", 2)])
        .await
        .unwrap();
    let mut consumer = bus.group("crashes", &[Topic::SEAT_EVENTS]).await.unwrap();
    assert_eq!(numbers(&take(consumer.as_mut(), 2).await), [1, 2]);
    drop((consumer, bus));
    let engine = engine.reopen().await;
    let bus = engine.bus();
    bus.publish(&[message(Topic::SEAT_EVENTS, "key", 3)]).await.unwrap();
    let mut consumer = bus.group("crashes", &[Topic::SEAT_EVENTS]).await.unwrap();
    assert_eq!(numbers(&take(consumer.as_mut(), 3).await), [1, 2, 3]);
}

async fn groups_do_not_take_from_each_other(engine: impl Engine) {
    let bus = engine.bus();
    bus.publish(&[message(Topic::PAYMENT_REPLIES, "key", 1)]).await.unwrap();
    for group in ["first", "second"] {
        let mut consumer = bus.group(group, &[Topic::PAYMENT_REPLIES]).await.unwrap();
        let deliveries = take(consumer.as_mut(), 1).await;
        assert_eq!(numbers(&deliveries), [1], "{group}");
        consumer.done(deliveries.first().unwrap().position);
        consumer.close().await.unwrap();
    }
}

async fn a_tail_sees_what_comes_after_it_and_all_of_it(engine: impl Engine) {
    let bus = engine.bus();
    bus.publish(&[message(Topic::SEAT_EVENTS, "key", 1)]).await.unwrap();
    let mut tail = bus.tail(Topic::SEAT_EVENTS).await.unwrap();
    let batch: Vec<_> = (2..=500).map(|number| message(Topic::SEAT_EVENTS, "key", number)).collect();
    bus.publish(&batch).await.unwrap();
    let mut seen = Vec::new();
    while seen.len() < 499 {
        seen.extend(timeout(SOON, tail.next()).await.expect("no message came").unwrap().iter().map(number));
    }
    assert!(seen.into_iter().eq(2..=500));
}

async fn a_waiting_consumer_is_woken_at_once(engine: impl Engine) {
    let bus = engine.bus();
    let mut consumer = bus.group("waits", &[Topic::SEAT_EVENTS, Topic::ORDER_EVENTS]).await.unwrap();
    let mut fastest = Duration::MAX;
    for number in 1..=20 {
        let sent = Instant::now();
        let batch = [message(Topic::ORDER_EVENTS, "key", number)];
        let (published, deliveries) = tokio::join!(bus.publish(&batch), take(consumer.as_mut(), 1));
        published.unwrap();
        assert_eq!(numbers(&deliveries), [number]);
        fastest = fastest.min(sent.elapsed());
    }
    // A poll would show in every one of them.
    assert!(fastest < Duration::from_millis(50), "{fastest:?}");
}

async fn a_large_message_arrives_whole(engine: impl Engine) {
    let bus = engine.bus();
    let mut large = message(Topic::ORDER_EVENTS, "key", 1);
    large.payload = "좌석".repeat(100_000);
    large.traceparent = Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned());
    bus.publish(std::slice::from_ref(&large)).await.unwrap();
    let mut consumer = bus.group("large", &[Topic::ORDER_EVENTS]).await.unwrap();
    assert_eq!(take(consumer.as_mut(), 1).await.first().unwrap().message, large);
}

/// A publisher that does not know the outcome publishes again; nobody may be surprised by that.
async fn a_message_published_twice_arrives_twice(engine: impl Engine) {
    let bus = engine.bus();
    let same = [message(Topic::ORDER_EVENTS, "key", 1)];
    bus.publish(&same).await.unwrap();
    bus.publish(&same).await.unwrap();
    let mut consumer = bus.group("twice", &[Topic::ORDER_EVENTS]).await.unwrap();
    assert_eq!(numbers(&take(consumer.as_mut(), 2).await), [1, 1]);
}

/// Only the embedded bus can refuse, and only it deletes on its own.
mod bounds {
    use bus::Publisher;
    use bus::adapters::sqlite::Retention;

    use super::*;

    #[tokio::test]
    async fn publishing_is_refused_when_a_group_is_too_far_behind() {
        let engine = Embedded::with(Retention { unread_max: 5, ..Retention::default() }).await;
        let bus = engine.bus();
        let mut consumer = bus.group("slow", &[Topic::ORDER_EVENTS]).await.unwrap();
        let mut refused = false;
        for number in 1..=10 {
            refused |= bus.publish(&[message(Topic::ORDER_EVENTS, "key", number)]).await.is_err();
        }
        assert!(refused, "the log grows without a bound");
        for delivery in take(consumer.as_mut(), 6).await {
            consumer.done(delivery.position);
        }
        bus.publish(&[message(Topic::ORDER_EVENTS, "key", 11)]).await.unwrap();
    }

    #[tokio::test]
    async fn cleaning_keeps_what_a_group_has_not_read_and_the_end_of_the_log() {
        let engine = Embedded::with(Retention { keep: Duration::ZERO, ..Retention::default() }).await;
        let bus = engine.bus.clone();
        let batch: Vec<_> = (1..=10).map(|number| message(Topic::ORDER_EVENTS, "key", number)).collect();
        bus.publish(&batch).await.unwrap();
        let mut consumer = engine.bus().group("reader", &[Topic::ORDER_EVENTS]).await.unwrap();
        let deliveries = take(consumer.as_mut(), 10).await;
        consumer.done(deliveries.get(3).unwrap().position);
        consumer.close().await.unwrap();
        bus.clean().await.unwrap();

        let mut newcomer = engine.bus().group("newcomer", &[Topic::ORDER_EVENTS]).await.unwrap();
        assert_eq!(numbers(&take(newcomer.as_mut(), 6).await), [5, 6, 7, 8, 9, 10]);
        drop((newcomer, bus));
        let bus = engine.reopen().await.bus();
        let mut tail = bus.tail(Topic::ORDER_EVENTS).await.unwrap();
        bus.publish(&[message(Topic::ORDER_EVENTS, "key", 11)]).await.unwrap();
        let seen = timeout(SOON, tail.next()).await.expect("no message came").unwrap();
        assert_eq!(seen.iter().map(number).collect::<Vec<_>>(), [11]);
    }
}
