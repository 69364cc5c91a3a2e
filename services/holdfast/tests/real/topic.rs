//! All that a topic has, read from its beginning to its end as of now.

use std::time::Duration;

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::Message;
use rdkafka::{Offset, TopicPartitionList};

const ANSWER_WITHIN: Duration = Duration::from_secs(30);

pub(crate) async fn read_all(brokers: String, topic: String) -> Vec<String> {
    tokio::task::spawn_blocking(move || read(&brokers, &topic)).await.unwrap()
}

fn read(brokers: &str, topic: &str) -> Vec<String> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("group.id", "audit")
        .set("enable.auto.commit", "false")
        .set("enable.partition.eof", "true")
        .create()
        .unwrap();
    let metadata = consumer.fetch_metadata(Some(topic), ANSWER_WITHIN).unwrap();
    let partitions = metadata.topics().first().unwrap().partitions();
    let mut all = TopicPartitionList::new();
    for partition in partitions {
        all.add_partition_offset(topic, partition.id(), Offset::Beginning).unwrap();
    }
    consumer.assign(&all).unwrap();
    let (mut payloads, mut open) = (Vec::new(), partitions.len());
    while open > 0 {
        match consumer.poll(ANSWER_WITHIN) {
            Some(Ok(message)) => {
                payloads.push(String::from_utf8(message.payload().unwrap().to_vec()).unwrap())
            }
            Some(Err(KafkaError::PartitionEOF(_))) => open -= 1,
            other => panic!("{topic} cannot be read to its end: {other:?}"),
        }
    }
    payloads
}
