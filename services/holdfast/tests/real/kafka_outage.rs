//! Kafka is away while hundreds of orders are open, for long enough that the deadline of each passes and its commands are due again and again.

use std::time::Duration;

use contracts::http::order::OrderStatus;
use contracts::services::ORDER;
use futures::{StreamExt, stream};
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use sqlx::AnyPool;
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use testkit::installation::Engines;
use testkit::{Buyer, Installation, eventually};
use tokio::task::block_in_place;
use tokio::time::Instant;
use uuid::Uuid;

use crate::entrance::is_through_the_proxy;
use crate::system::{binaries, demo};
use crate::{ARENA, SOON};

const OPEN: i64 = 500;
const AT_ONCE: usize = 32;
/// By what each has in the outbox when its deadline has passed: one to authorize, one to void, one to release, and the events for others.
const MESSAGES_MAX: i64 = 6;
const METADATA_WITHIN: Duration = Duration::from_secs(10);
/// What is promised is five seconds, on a machine that does nothing else.
const DECIDED_WITHIN: Duration = Duration::from_secs(30);

async fn count(orders: &AnyPool, statement: &'static str) -> i64 {
    sqlx::query_scalar(statement).fetch_one(orders).await.unwrap()
}

/// Whether each partition of the topic has a leader, as a new client sees it.
async fn has_leaders(brokers: String, topic: String) -> bool {
    tokio::task::spawn_blocking(move || {
        let client: BaseConsumer = ClientConfig::new().set("bootstrap.servers", &brokers).create().unwrap();
        let Ok(metadata) = client.fetch_metadata(Some(&topic), METADATA_WITHIN) else { return false };
        let mut partitions = metadata.topics().iter().flat_map(|topic| topic.partitions());
        partitions.all(|partition| partition.leader() >= 0)
    })
    .await
    .unwrap()
}

/// In the stage that enters directly: nothing here asks the proxy.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_outage_of_kafka_with_500_open_orders_a_new_one_is_decided_at_once() {
    if is_through_the_proxy() {
        return;
    }
    let options = demo().env("ORDER_UNFINISHED_FREE", "1000").env("ORDER_AUTHORIZE_MS", "10000");
    let mut house = Installation::start(binaries(), Engines::own(), 1, &options).await;
    let api = house.api();
    house.engines().kafka().process().kill9();
    let buying = (1..=OPEN).map(|seat| {
        let buyer = Buyer::named(&api, &format!("waits-{seat}"));
        async move {
            let key = format!("outage-{seat}");
            let order = buyer.buy(ARENA, &[seat], Some("tok_ok"), &key).await.ordered();
            (buyer, order.order_id)
        }
    });
    let open: Vec<(Buyer, Uuid)> = stream::iter(buying).buffer_unordered(AT_ONCE).collect().await;
    install_default_drivers();
    let url = house.engines().database_url(&ORDER);
    let orders = AnyPoolOptions::new().max_connections(1).connect(&url).await.unwrap();
    eventually("each is over its deadline for so long that several repetitions were due", SOON, async || {
        let overdue = "SELECT COUNT(*) FROM sagas WHERE state = 'COMPENSATING' \
            AND entered_us < (UNIX_TIMESTAMP(NOW(6)) - 15) * 1000000";
        (count(&orders, overdue).await == OPEN).then_some(())
    })
    .await;
    let unsent = count(&orders, "SELECT COUNT(*) FROM outbox WHERE sent_us = 0").await;
    println!("{OPEN} open orders left {unsent} messages in the outbox");
    assert!(unsent <= MESSAGES_MAX * OPEN, "{unsent}");

    block_in_place(|| house.engines().kafka().process().start_again()).unwrap();
    let listens = Instant::now();
    let kafka = (house.engines().brokers(), format!("{}payment.commands", house.engines().topic_prefix()));
    eventually("Kafka has its partitions back", SOON, async || {
        has_leaders(kafka.0.clone(), kafka.1.clone()).await.then_some(())
    })
    .await;
    let over = Instant::now();
    let buyer = Buyer::named(&api, "comes-later");
    let new = buyer.buy(ARENA, &[OPEN + 1], Some("tok_ok"), "after-the-outage").await.ordered();
    let new = buyer.outcome(new.order_id, SOON).await;
    println!("Kafka listened for {:.1?} before it had its partitions back", over.duration_since(listens));
    println!("a new order was decided {:.1?} later", over.elapsed());
    assert_eq!(new.status, OrderStatus::Confirmed);
    assert!(over.elapsed() < DECIDED_WITHIN);
    let ends = open.iter().map(|(buyer, order)| async move { buyer.outcome(*order, SOON).await.status });
    let ends: Vec<OrderStatus> = stream::iter(ends).buffer_unordered(AT_ONCE).collect().await;
    assert!(ends.iter().all(|end| *end == OrderStatus::Cancelled), "{ends:?}");
    println!("and the last of the others {:.1?}", over.elapsed());
}
