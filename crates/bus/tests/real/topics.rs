//! Topics on the broker: created explicitly, once, as they are declared.

use std::time::Duration;

use bus::adapters::kafka::KafkaConfig;
use bus::{Bus, Publisher};
use contracts::topics::Topic;
use rdkafka::ClientConfig;
use rdkafka::producer::{FutureProducer, FutureRecord};
use tokio::time::timeout;

use crate::bus_contract::{numbers, take};
use crate::{Kafka, SOON, connect, message};

#[tokio::test]
async fn topics_can_be_created_again_and_by_several_at_once() {
    let kafka = Kafka::without_topics(engines::kafka());
    let (first, second) = (kafka.bus.clone(), kafka.another());
    let (first, second) = tokio::join!(first.create_topics(), second.create_topics());
    first.unwrap();
    second.unwrap();
    kafka.bus.create_topics().await.unwrap();
    kafka.bus.publish(&[message(Topic::SEAT_EVENTS, "key", 1)]).await.unwrap();
}

#[tokio::test]
async fn a_topic_with_other_partitions_is_refused_left_as_it_is_and_works() {
    const NARROW: Topic = Topic::new(Topic::ORDER_EVENTS.name(), 2);
    let kafka = Kafka::without_topics(engines::kafka());
    kafka.bus.create(&[NARROW]).await.unwrap();
    let refused = kafka.bus.create(&[Topic::ORDER_EVENTS]).await.unwrap_err().0.to_string();
    assert!(
        refused.contains("2 partitions and 8 are expected") && refused.contains("KAFKA_PARTITIONS=2"),
        "{refused}"
    );
    let expected = KafkaConfig { partitions: Some(2), ..kafka.config.clone() };
    connect(&expected).create(&[Topic::ORDER_EVENTS]).await.unwrap();
    let mut tail = kafka.bus.tail(Topic::ORDER_EVENTS).await.unwrap();
    let mut consumer = kafka.bus.group("narrow", &[Topic::ORDER_EVENTS]).await.unwrap();
    let batch: Vec<_> =
        (0..20).map(|number| message(Topic::ORDER_EVENTS, &number.to_string(), number)).collect();
    kafka.bus.publish(&batch).await.unwrap();
    let deliveries = take(consumer.as_mut(), 20).await;
    assert!(deliveries.iter().all(|delivery| delivery.position.partition < 2));
    let mut seen = 0;
    while seen < 20 {
        seen += timeout(SOON, tail.next()).await.unwrap().unwrap().len();
    }
}

#[tokio::test]
async fn missing_topics_are_an_error_for_a_tail_and_awaited_by_a_group() {
    let kafka = Kafka::without_topics(engines::kafka());
    let refusal = kafka.bus.tail(Topic::SEAT_EVENTS).await.err().unwrap();
    assert!(refusal.0.to_string().contains("create-topics"), "{}", refusal.0);
    let mut consumer = kafka.bus.group("early", &[Topic::SEAT_EVENTS]).await.unwrap();
    assert!(timeout(Duration::from_secs(1), consumer.next()).await.is_err());
    kafka.bus.create_topics().await.unwrap();
    kafka.bus.publish(&[message(Topic::SEAT_EVENTS, "key", 1)]).await.unwrap();
    assert_eq!(numbers(&take(consumer.as_mut(), 1).await), [1]);
}

/// Any client of the broker can write anything to a topic.
#[tokio::test]
async fn a_foreign_record_is_delivered_and_can_be_dead_lettered() {
    let kafka = Kafka::new().await;
    let foreign: FutureProducer =
        ClientConfig::new().set("bootstrap.servers", &kafka.config.brokers).create().unwrap();
    let topic = format!("{}order.events", kafka.config.prefix);
    let record = FutureRecord::to(&topic).partition(3).payload(&[0xff, 0xfe, b'x'][..]).key("key");
    foreign.send(record, SOON).await.unwrap();
    let mut consumer = kafka.bus.group("reads", &[Topic::ORDER_EVENTS]).await.unwrap();
    let delivery = take(consumer.as_mut(), 1).await.remove(0);
    assert_eq!((delivery.position.partition, delivery.message.key.as_str()), (3, "key"));
    assert!(delivery.message.decode::<contracts::messages::OrderEvent>().is_err());
    kafka.bus.send_to_dead_letters(&delivery, "not text").await.unwrap();
    let letters = kafka.bus.dead_letters(Topic::ORDER_EVENTS, 10).await.unwrap();
    assert_eq!(letters.first().unwrap().message.id, delivery.message.id);

    let without_value = FutureRecord::<str, [u8]>::to(&topic).partition(3);
    foreign.send(without_value, SOON).await.unwrap();
    assert_eq!(take(consumer.as_mut(), 1).await.remove(0).message.payload, "");
}
