//! The latency of a message through the port, one at a time. The figures are printed; what is asserted is only that nothing polls.

use std::time::Duration;

use bus::{Bus, Publisher};
use contracts::topics::Topic;
use tokio::time::Instant;

use crate::bus_contract::take;
use crate::{Kafka, message};

const WARM_UP: u128 = 200;
const MEASURED: u128 = 1_000;

#[tokio::test(flavor = "multi_thread")]
async fn latency_is_that_of_a_push_not_of_a_poll() {
    let kafka = Kafka::new().await;
    let mut consumer = kafka.bus.group("measures", &[Topic::ORDER_EVENTS]).await.unwrap();
    let (mut acknowledged, mut consumed) = (Vec::new(), Vec::new());
    for number in 0..WARM_UP + MEASURED {
        let batch = [message(Topic::ORDER_EVENTS, "key", number)];
        let sent = Instant::now();
        let publish = async {
            kafka.bus.publish(&batch).await.unwrap();
            sent.elapsed()
        };
        let consume = async {
            let deliveries = take(consumer.as_mut(), 1).await;
            consumer.commit(deliveries.first().unwrap().position);
            sent.elapsed()
        };
        let (publish, consume) = tokio::join!(publish, consume);
        if number >= WARM_UP {
            acknowledged.push(publish);
            consumed.push(consume);
        }
    }
    let [p50, p99] = percentiles(&mut acknowledged);
    println!("acknowledged: p50 {p50:?}, p99 {p99:?}");
    let [p50, p99] = percentiles(&mut consumed);
    println!("publish to consumed: p50 {p50:?}, p99 {p99:?}");
    assert!(p50 < Duration::from_millis(50), "{p50:?}");
}

fn percentiles(durations: &mut [Duration]) -> [Duration; 2] {
    durations.sort_unstable();
    [50, 99].map(|percent| *durations.get(durations.len() * percent / 100).unwrap())
}
