//! What every bus has to keep, whatever engine it runs on.

use std::collections::BTreeMap;
use std::task::Poll;
use std::time::Duration;

use bus::{Consumer, Delivery, LogPosition};
use contracts::topics::Topic;
use tokio::time::{Instant, timeout};

use crate::{Engine, SOON, message, number};

/// All promises, as tests on one engine: something with `new()`, as in `bus_contract!(Embedded)`.
macro_rules! bus_contract {
    ($engine:ident) => {
        bus_contract! { $engine:
            messages_of_one_key_arrive_in_publish_order,
            a_group_continues_behind_its_committed_watermark,
            uncommitted_messages_are_delivered_again_to_another_process,
            groups_are_independent_of_each_other,
            a_tail_sees_all_that_is_published_after_it,
            a_waiting_consumer_is_woken_at_once,
            a_large_message_arrives_whole,
            a_message_published_twice_arrives_twice,
            a_group_that_starts_during_publishes_misses_nothing,
            a_cancelled_read_loses_nothing,
            a_paused_partition_comes_later_and_blocks_no_other,
            a_message_is_dead_lettered_once,
            a_dead_letter_has_its_position_and_is_replayed_as_it_was,
            a_batch_is_read_in_its_order,
        }
    };
    ($engine:ident: $($promise:ident),+ $(,)?) => {
        $(
            #[tokio::test]
            async fn $promise() {
                crate::bus_contract::$promise($engine::new().await).await;
            }
        )+
    };
}
pub(crate) use bus_contract;

/// Reads until `count` messages were delivered.
pub(crate) async fn take(consumer: &mut dyn Consumer, count: usize) -> Vec<Delivery> {
    let mut taken = Vec::new();
    while taken.len() < count {
        taken.extend(timeout(SOON, consumer.next()).await.unwrap().unwrap());
    }
    taken
}

pub(crate) fn numbers(deliveries: &[Delivery]) -> Vec<u128> {
    deliveries.iter().map(|delivery| number(&delivery.message)).collect()
}

pub(crate) async fn messages_of_one_key_arrive_in_publish_order(engine: impl Engine) {
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

pub(crate) async fn a_group_continues_behind_its_committed_watermark(engine: impl Engine) {
    let bus = engine.bus();
    let batch: Vec<_> = (1..=10).map(|number| message(Topic::SEAT_EVENTS, "one key", number)).collect();
    bus.publish(&batch).await.unwrap();
    let mut consumer = bus.group("resumes", &[Topic::SEAT_EVENTS]).await.unwrap();
    let deliveries = take(consumer.as_mut(), 10).await;
    consumer.commit(deliveries.get(5).unwrap().position);
    consumer.close().await.unwrap();
    let mut consumer = bus.group("resumes", &[Topic::SEAT_EVENTS]).await.unwrap();
    assert_eq!(numbers(&take(consumer.as_mut(), 4).await), [7, 8, 9, 10]);
}

pub(crate) async fn uncommitted_messages_are_delivered_again_to_another_process(engine: impl Engine) {
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

pub(crate) async fn groups_are_independent_of_each_other(engine: impl Engine) {
    let bus = engine.bus();
    bus.publish(&[message(Topic::PAYMENT_REPLIES, "key", 1)]).await.unwrap();
    for group in ["first", "second"] {
        let mut consumer = bus.group(group, &[Topic::PAYMENT_REPLIES]).await.unwrap();
        let deliveries = take(consumer.as_mut(), 1).await;
        assert_eq!(numbers(&deliveries), [1], "{group}");
        consumer.commit(deliveries.first().unwrap().position);
        consumer.close().await.unwrap();
    }
}

pub(crate) async fn a_tail_sees_all_that_is_published_after_it(engine: impl Engine) {
    let bus = engine.bus();
    bus.publish(&[message(Topic::SEAT_EVENTS, "key", 1)]).await.unwrap();
    let mut tail = bus.tail(Topic::SEAT_EVENTS).await.unwrap();
    let batch: Vec<_> = (2..=500).map(|number| message(Topic::SEAT_EVENTS, "key", number)).collect();
    bus.publish(&batch).await.unwrap();
    let mut seen = Vec::new();
    while seen.len() < 499 {
        seen.extend(timeout(SOON, tail.next()).await.unwrap().unwrap().iter().map(number));
    }
    assert!(seen.into_iter().eq(2..=500));
}

pub(crate) async fn a_waiting_consumer_is_woken_at_once(engine: impl Engine) {
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

pub(crate) async fn a_large_message_arrives_whole(engine: impl Engine) {
    let bus = engine.bus();
    let mut large = message(Topic::ORDER_EVENTS, "key", 1);
    large.payload = "좌석".repeat(100_000);
    large.traceparent = Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned());
    bus.publish(std::slice::from_ref(&large)).await.unwrap();
    let mut consumer = bus.group("large", &[Topic::ORDER_EVENTS]).await.unwrap();
    assert_eq!(take(consumer.as_mut(), 1).await.first().unwrap().message, large);
}

/// A publisher that does not know the outcome publishes again, so consumers have to expect it.
pub(crate) async fn a_message_published_twice_arrives_twice(engine: impl Engine) {
    let bus = engine.bus();
    let same = [message(Topic::ORDER_EVENTS, "key", 1)];
    bus.publish(&same).await.unwrap();
    bus.publish(&same).await.unwrap();
    let mut consumer = bus.group("twice", &[Topic::ORDER_EVENTS]).await.unwrap();
    assert_eq!(numbers(&take(consumer.as_mut(), 2).await), [1, 1]);
}

/// Waiting for the next messages is cancelled all the time, whenever one of the last is completed.
pub(crate) async fn a_cancelled_read_loses_nothing(engine: impl Engine) {
    let bus = engine.bus();
    let mut consumer = bus.group("impatient", &[Topic::SEAT_EVENTS]).await.unwrap();
    let mut tail = bus.tail(Topic::SEAT_EVENTS).await.unwrap();
    let (mut by_group, mut by_tail) = (Vec::new(), Vec::new());
    for round in 0..50 {
        let batch: Vec<_> = (0..10)
            .map(|index| message(Topic::SEAT_EVENTS, &format!("key-{index}"), round * 10 + index))
            .collect();
        bus.publish(&batch).await.unwrap();
        for polls in 0..6 {
            if let Some(deliveries) = cancel_after(polls, consumer.next()).await {
                by_group.extend(numbers(&deliveries.unwrap()));
            }
            if let Some(messages) = cancel_after(polls, tail.next()).await {
                by_tail.extend(messages.unwrap().iter().map(number));
            }
        }
    }
    by_group.extend(numbers(&take(consumer.as_mut(), 500 - by_group.len()).await));
    while by_tail.len() < 500 {
        by_tail.extend(timeout(SOON, tail.next()).await.unwrap().unwrap().iter().map(number));
    }
    for mut seen in [by_group, by_tail] {
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..500));
    }
}

/// The result, if it is ready within so many polls.
async fn cancel_after<T>(polls: u32, future: impl Future<Output = T>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    let mut left = polls;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        let polled = future.as_mut().poll(context).map(Some);
        context.waker().wake_by_ref();
        polled
    })
    .await
}

pub(crate) async fn a_paused_partition_comes_later_and_blocks_no_other(engine: impl Engine) {
    let bus = engine.bus();
    let mut consumer = bus.group("pauses", &[Topic::ORDER_EVENTS]).await.unwrap();
    bus.publish(&[message(Topic::ORDER_EVENTS, "slow", 1)]).await.unwrap();
    let slow = take(consumer.as_mut(), 1).await.first().unwrap().position;
    consumer.pause(slow.topic, slow.partition);

    let keys: Vec<_> = (0..40).map(|index| format!("key-{index}")).collect();
    let batch: Vec<_> =
        keys.iter().zip(100..).map(|(key, number)| message(Topic::ORDER_EVENTS, key, number)).collect();
    bus.publish(&[message(Topic::ORDER_EVENTS, "slow", 2)]).await.unwrap();
    bus.publish(&batch).await.unwrap();
    bus.publish(&[message(Topic::ORDER_EVENTS, "slow", 3)]).await.unwrap();
    let mut others = Vec::new();
    while let Ok(deliveries) = timeout(Duration::from_millis(300), consumer.next()).await {
        others.extend(deliveries.unwrap());
    }
    assert!(others.len() >= 20, "only {} messages of the other partitions came", others.len());
    assert!(others.iter().all(|delivery| delivery.position.partition != slow.partition));

    consumer.resume(slow.topic, slow.partition);
    let rest = take(consumer.as_mut(), 42 - others.len()).await;
    let slow: Vec<_> = rest.iter().filter(|delivery| delivery.message.key == "slow").cloned().collect();
    assert_eq!(numbers(&slow), [2, 3]);
}

pub(crate) async fn a_message_is_dead_lettered_once(engine: impl Engine) {
    let bus = engine.bus();
    bus.publish(&[message(Topic::ORDER_EVENTS, "key", 1)]).await.unwrap();
    let mut consumer = bus.group("dead-letters", &[Topic::ORDER_EVENTS]).await.unwrap();
    let deliveries = take(consumer.as_mut(), 1).await;
    for _ in 0..2 {
        bus.send_to_dead_letters(deliveries.first().unwrap(), "not what its topic carries").await.unwrap();
    }
}

pub(crate) async fn a_dead_letter_has_its_position_and_is_replayed_as_it_was(engine: impl Engine) {
    let bus = engine.bus();
    let mut sent = message(Topic::ORDER_EVENTS, "key", 1);
    sent.traceparent = Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned());
    bus.publish(std::slice::from_ref(&sent)).await.unwrap();
    let mut consumer = bus.group("dead-letters", &[Topic::ORDER_EVENTS]).await.unwrap();
    let delivery = take(consumer.as_mut(), 1).await.remove(0);
    bus.send_to_dead_letters(&delivery, "not what its topic carries").await.unwrap();

    assert_eq!(bus.dead_letters(Topic::SEAT_EVENTS, 10).await.unwrap(), []);
    let letters = bus.dead_letters(Topic::ORDER_EVENTS, 10).await.unwrap();
    let [letter] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!((letter.position, &letter.message), (delivery.position, &sent));
    assert_eq!(letter.reason, "not what its topic carries");

    let elsewhere = LogPosition { offset: delivery.position.offset + 1, ..delivery.position };
    assert!(!bus.replay_dead_letter(elsewhere).await.unwrap());
    assert!(bus.replay_dead_letter(delivery.position).await.unwrap());
    assert_eq!(take(consumer.as_mut(), 1).await.remove(0).message, sent);
    assert_eq!(bus.dead_letters(Topic::ORDER_EVENTS, 10).await.unwrap(), []);
    assert!(!bus.replay_dead_letter(delivery.position).await.unwrap());
}

pub(crate) async fn a_batch_is_read_in_its_order(engine: impl Engine) {
    let bus = engine.bus();
    // More than one statement's worth, and not a multiple of it.
    let batch: Vec<_> = (0..1_000).map(|number| message(Topic::SEAT_EVENTS, "one key", number)).collect();
    bus.publish(&batch).await.unwrap();
    bus.publish(&[]).await.unwrap();
    let mut consumer = bus.group("batches", &[Topic::SEAT_EVENTS]).await.unwrap();
    assert!(numbers(&take(consumer.as_mut(), 1_000).await).into_iter().eq(0..1_000));
}

pub(crate) async fn a_group_that_starts_during_publishes_misses_nothing(engine: impl Engine) {
    let bus = engine.bus();
    for topic in Topic::ALL {
        let batch: Vec<_> = (1..=20).map(|number| message(topic, &number.to_string(), number)).collect();
        let topics = [topic];
        let (published, consumer) = tokio::join!(bus.publish(&batch), bus.group(topic.name(), &topics));
        published.unwrap();
        let mut numbers = numbers(&take(consumer.unwrap().as_mut(), 20).await);
        numbers.sort_unstable();
        assert!(numbers.into_iter().eq(1..=20), "{topic}");
    }
}
