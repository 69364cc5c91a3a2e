//! The producer after a fatal error. Brokers report one rarely, so the one here is a mock.

use std::sync::Arc;

use bus::Publisher;
use bus::adapters::kafka::{KafkaBus, KafkaConfig};
use contracts::topics::Topic;
use primitives::SystemClock;
use rdkafka::mocking::MockCluster;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};

use crate::message;

#[tokio::test]
async fn a_producer_with_a_fatal_error_is_replaced() {
    let broker = MockCluster::new(1).unwrap();
    broker.create_topic(Topic::ORDER_EVENTS.name(), 8, 1).unwrap();
    let config = KafkaConfig::of(broker.bootstrap_servers());
    let bus = KafkaBus::connect(config, Arc::new(SystemClock)).unwrap();
    bus.publish(&[message(Topic::ORDER_EVENTS, "key", 1)]).await.unwrap();

    let out_of_order = RDKafkaRespErr::RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER;
    broker.request_errors(RDKafkaApiKey::Produce, &[out_of_order]);
    let batch = [message(Topic::ORDER_EVENTS, "key", 2), message(Topic::ORDER_EVENTS, "key", 3)];
    assert!(bus.publish(&batch).await.is_err());
    bus.publish(&batch).await.unwrap();
}
