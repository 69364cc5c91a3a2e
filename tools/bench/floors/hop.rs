//! What a message costs on this broker, with the settings of our clients and nothing else of ours: from the hand-over to the broker's acknowledgement, and
//! from the hand-over to a consumer, one message at a time, for so many seconds. Prints both in milliseconds.

use std::io::Write;
use std::time::Duration;

use bus::adapters::kafka::KafkaConfig;
use futures::StreamExt;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{Consumer, StreamConsumer};
use rdkafka::producer::{FutureProducer, FutureRecord};
use rdkafka::{Offset, TopicPartitionList};
use tokio::time::{Instant, timeout};

const MESSAGE_BYTES: usize = 400;
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// The first ones find connections being made.
const WARM_UP: usize = 20;

type Failure = Box<dyn std::error::Error>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |what: &'static str| arguments.next().ok_or(what);
    let config = KafkaConfig::of(next("the brokers")?);
    let lasting = Duration::from_secs_f64(next("how many seconds")?.parse()?);
    // Another one each time, so that nothing old is read.
    let topic = format!("floor-{}", std::process::id());
    make(&topic, &config).await?;
    let producer: FutureProducer = config.producer_settings()?.create()?;
    let consumer: StreamConsumer = config.tail_settings()?.create()?;
    let mut place = TopicPartitionList::new();
    place.add_partition_offset(&topic, 0, Offset::Beginning)?;
    consumer.assign(&place)?;
    let (mut acknowledged, mut consumed) = (Vec::new(), Vec::new());
    let began = Instant::now();
    while began.elapsed() < lasting || consumed.len() < 2 * WARM_UP {
        let (ack, arrival) = hop(&topic, &producer, &consumer).await?;
        acknowledged.push(ack);
        consumed.push(arrival);
    }
    let (ack_p50, ack_p99) = quantiles(acknowledged.split_off(WARM_UP));
    let (hop_p50, hop_p99) = quantiles(consumed.split_off(WARM_UP));
    let figures = format!(
        r#"{{"ack_p50_ms":{ack_p50},"ack_p99_ms":{ack_p99},"hop_p50_ms":{hop_p50},"hop_p99_ms":{hop_p99}}}"#
    );
    writeln!(std::io::stdout(), "{figures}")?;
    Ok(())
}

/// Sends one message, and waits for the acknowledgement and for the message, whichever comes first.
async fn hop(
    topic: &str,
    producer: &FutureProducer,
    consumer: &StreamConsumer,
) -> Result<(Duration, Duration), Failure> {
    let body = vec![b'm'; MESSAGE_BYTES];
    let sent = Instant::now();
    let ack = async {
        let record = FutureRecord::<str, [u8]>::to(topic).partition(0).payload(&body);
        let ack = producer.send_result(record).map_err(|(error, _)| error)?.await;
        ack?.map_err(|(error, _)| error)?;
        Ok::<_, Failure>(sent.elapsed())
    };
    let arrival = async {
        consumer.stream().next().await.ok_or("the stream has ended")??;
        Ok::<_, Failure>(sent.elapsed())
    };
    let (ack, arrival) = timeout(ANSWER_WITHIN, futures::future::join(ack, arrival)).await?;
    Ok((ack?, arrival?))
}

async fn make(topic: &str, config: &KafkaConfig) -> Result<(), Failure> {
    let admin: AdminClient<DefaultClientContext> = config.producer_settings()?.create()?;
    let options = AdminOptions::new().operation_timeout(Some(ANSWER_WITHIN));
    let made = admin.create_topics([&NewTopic::new(topic, 1, TopicReplication::Fixed(1))], &options).await?;
    made.into_iter()
        .try_for_each(|made| made.map(drop))
        .map_err(|(topic, error)| format!("{topic}: {error}").into())
}

fn quantiles(mut took: Vec<Duration>) -> (f64, f64) {
    took.sort_unstable();
    let millis = |at: usize| took.get(at).copied().unwrap_or_default().as_secs_f64() * 1_000.0;
    (millis(took.len() / 2), millis(took.len() * 99 / 100))
}
