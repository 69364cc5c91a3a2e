//! Brokers that are killed, stopped, slow, or not there yet.

use std::sync::Arc;
use std::time::Duration;

use bus::adapters::kafka::KafkaConfig;
use bus::{Bus, Message, Publisher, Tail};
use contracts::topics::Topic;
use tempfile::TempDir;
use testkit::eventually;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, interval, timeout};

use crate::bus_contract::take;
use crate::recorder::{Recorder, consume, parking};
use crate::{Kafka, SOON, connect, message, number};

/// A broker comes back within seconds, on a machine with nothing else to do.
const WITHIN: Duration = Duration::from_secs(90);

fn batch(numbers: impl IntoIterator<Item = u128>) -> Vec<Message> {
    numbers.into_iter().map(|number| message(Topic::ORDER_EVENTS, "key", number)).collect()
}

/// As a relay does: the same again, until it is acknowledged.
async fn relay(bus: &dyn Bus, messages: &[Message]) {
    let deadline = Instant::now() + WITHIN;
    while let Err(error) = bus.publish(messages).await {
        assert!(Instant::now() < deadline, "never acknowledged: {error:?}");
    }
}

async fn follow(tail: &mut dyn Tail, count: usize) -> Vec<u128> {
    let mut seen = Vec::new();
    while seen.len() < count {
        seen.extend(timeout(WITHIN, tail.next()).await.unwrap().unwrap().iter().map(number));
    }
    seen
}

async fn own_broker() -> engines::Kafka {
    spawn_blocking(|| engines::Kafka::start().unwrap()).await.unwrap()
}

async fn restart(mut broker: engines::Kafka) -> engines::Kafka {
    let restart = move || {
        broker.process().start_again().unwrap();
        broker
    };
    spawn_blocking(restart).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_and_restarted_broker_costs_time_and_nothing_else() {
    let mut broker = own_broker().await;
    let (kafka, folder) = (Kafka::on(broker.address()).await, TempDir::new().unwrap());
    let handler = Arc::new(Recorder::default());
    let mut tail = kafka.bus.tail(Topic::ORDER_EVENTS).await.unwrap();
    let running = consume(Arc::new(kafka.bus.clone()), &handler, &parking(&folder).await);
    kafka.bus.publish(&batch(0..100)).await.unwrap();
    handler.has_handled(&(0..100).collect::<Vec<_>>()).await;

    broker.process().kill9();
    let meanwhile = batch(100..200);
    assert!(kafka.bus.publish(&meanwhile).await.is_err(), "it was acknowledged without a broker");
    let (restarted, ()) = tokio::join!(restart(broker), relay(&kafka.bus, &meanwhile));
    relay(&kafka.bus, &batch(200..300)).await;
    eventually("everything is processed", WITHIN, async || {
        (handler.handled().last() == Some(&299)).then_some(())
    })
    .await;
    // Though it was published again and again.
    assert!(follow(tail.as_mut(), 300).await.into_iter().eq(0..300), "an outage made copies");
    kafka.bus.check().unwrap();
    running.stop().await;
    drop(restarted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_starts_without_a_broker_and_works_when_there_is_one() {
    let mut broker = own_broker().await;
    let first = Kafka::on(broker.address()).await;
    broker.process().stop();

    let (bus, folder) = (first.another(), TempDir::new().unwrap());
    let handler = Arc::new(Recorder::default());
    let running = consume(Arc::new(bus.clone()), &handler, &parking(&folder).await);
    assert!(bus.publish(&batch([1])).await.is_err());
    assert!(bus.tail(Topic::ORDER_EVENTS).await.is_err());
    assert!(!bus.is_connected());
    bus.check().expect("work is accepted while no broker is there");

    let broker = restart(broker).await;
    relay(&bus, &batch([1, 2])).await;
    handler.has_handled(&[1, 2]).await;
    assert!(bus.is_connected());
    running.stop().await;
    drop(broker);
}

/// As where the library has forgotten the brokers for good: no client finds them by itself, each is replaced, and nothing is lost.
#[tokio::test(flavor = "multi_thread")]
async fn clients_that_see_no_broker_for_long_are_replaced() {
    let mut broker = own_broker().await;
    let config = Kafka::on(broker.address()).await.config;
    let quick = KafkaConfig { replace_client_after: Duration::from_secs(3), ..config };
    let (bus, folder) = (connect(&quick), TempDir::new().unwrap());
    let handler = Arc::new(Recorder::default());
    let running = consume(Arc::new(bus.clone()), &handler, &parking(&folder).await);
    let mut tail = bus.tail(Topic::ORDER_EVENTS).await.unwrap();
    relay(&bus, &batch([1])).await;
    handler.has_handled(&[1]).await;
    assert_eq!(follow(tail.as_mut(), 1).await, [1]);

    broker.process().stop();
    let lost = timeout(WITHIN, tail.next()).await.unwrap().unwrap_err();
    assert!(lost.is_disconnected(), "{lost:?}");
    // Waits for its acknowledgement for longer than the limit, in a client that is then replaced.
    let unacknowledged = batch([2]);
    assert!(bus.publish(&unacknowledged).await.is_err());
    let broker = restart(broker).await;
    relay(&bus, &unacknowledged).await;
    let mut tail = bus.tail(Topic::ORDER_EVENTS).await.unwrap();
    relay(&bus, &batch([3])).await;
    eventually("the messages are processed", WITHIN, async || {
        (handler.handled().last() == Some(&3)).then_some(())
    })
    .await;
    assert_eq!(follow(tail.as_mut(), 1).await, [3]);
    bus.check().unwrap();
    running.stop().await;
    drop(broker);
}

/// The longest that the runtime did not get round to a task that wants to run all the time.
async fn longest_stall(stop: oneshot::Receiver<()>) -> Duration {
    let (mut ticks, mut stop) = (interval(Duration::from_millis(10)), std::pin::pin!(stop));
    let (mut longest, mut last) = (Duration::ZERO, Instant::now());
    loop {
        tokio::select! {
            _ = &mut stop => return longest,
            _ = ticks.tick() => {
                longest = longest.max(last.elapsed());
                last = Instant::now();
            }
        }
    }
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the test waits for the task itself")]
async fn closing_clients_does_not_block_the_runtime_even_without_a_broker() {
    let mut broker = own_broker().await;
    let kafka = Kafka::on(broker.address()).await;
    kafka.bus.publish(&batch(0..10)).await.unwrap();
    let mut closed = kafka.bus.group("closed", &[Topic::ORDER_EVENTS]).await.unwrap();
    let mut dropped = kafka.bus.group("dropped", &[Topic::ORDER_EVENTS]).await.unwrap();
    for consumer in [&mut closed, &mut dropped] {
        for delivery in take(consumer.as_mut(), 10).await {
            consumer.commit(delivery.position);
        }
    }
    let tail = kafka.bus.tail(Topic::ORDER_EVENTS).await.unwrap();
    broker.process().kill9();
    let unsent = kafka.bus.publish(&batch([11])).await;
    assert!(unsent.is_err());

    let (stop, stopped) = oneshot::channel();
    let watching = tokio::spawn(longest_stall(stopped));
    tokio::task::yield_now().await;
    let begun = Instant::now();
    drop((dropped, tail, kafka));
    assert!(begun.elapsed() < Duration::from_secs(10), "dropping took {:?}", begun.elapsed());
    let _ = timeout(SOON, closed.close()).await.expect("closing has an end");
    stop.send(()).unwrap();
    let longest = watching.await.unwrap();
    assert!(longest < Duration::from_secs(1), "the runtime stood still for {longest:?}");
}
