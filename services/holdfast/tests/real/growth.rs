//! What an order leaves in MySQL, Redis and Kafka, before any janitor has looked at it.

use std::fs;
use std::path::Path;

use contracts::services::{ORDER, PAYMENT, ServiceInfo};
use testkit::Installation;
use testkit::installation::Engines;

use crate::buying::{STADIUM, buy, each, how_many, with_stadium};
use crate::demo;
use crate::entrance::is_through_the_proxy;
use crate::system::binaries;

/// Of one sold seat, in Redis: its record and what finds it.
const REDIS_BYTES_MAX: u64 = 2_000;
const KAFKA_BYTES_MAX: u64 = 20_000;
/// Segments and their indexes are preallocated.
const BEGUN: u64 = 50_000_000;

fn tables(house: &mut Installation, service: &ServiceInfo) -> Vec<(String, u64)> {
    let url = house.engines().database_url(service);
    let database = url.rsplit_once('/').unwrap().1;
    let mariadb = house.engines().mariadb().address();
    let names = mariadb
        .ask(&format!("SELECT table_name FROM information_schema.tables WHERE table_schema = '{database}'"))
        .unwrap();
    for name in names.lines() {
        mariadb.run(&format!("ANALYZE TABLE {database}.{name}")).unwrap();
    }
    let sizes = format!(
        "SELECT table_name, data_length + index_length FROM information_schema.tables \
         WHERE table_schema = '{database}' ORDER BY 2 DESC"
    );
    let sizes = mariadb.ask(&sizes).unwrap();
    let size =
        |line: &str| line.split_once('\t').map(|(name, bytes)| (name.to_owned(), bytes.parse().unwrap()));
    sizes.lines().filter_map(size).collect()
}

fn used_memory(house: &mut Installation) -> u64 {
    let memory = house.engines().redis().address().run(&["INFO", "memory"]).unwrap();
    let used = memory.lines().find_map(|line| line.strip_prefix("used_memory:")).unwrap();
    used.trim().parse().unwrap()
}

/// Of the files that have messages, by topic.
fn topics(folder: &Path) -> Vec<(String, u64)> {
    let mut topics = Vec::new();
    for partition in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = partition.file_name().unwrap().to_string_lossy().into_owned();
        if !partition.is_dir() || name.starts_with("__") {
            continue;
        }
        let segments = fs::read_dir(&partition).unwrap().map(|entry| entry.unwrap());
        let segments = segments.filter(|file| file.path().extension().is_some_and(|end| end == "log"));
        topics.push((name, segments.map(|file| file.metadata().unwrap().len()).sum()));
    }
    topics
}

/// In the stage that enters directly: nothing here asks the proxy.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_leaves_a_bounded_number_of_bytes_in_redis_and_kafka() {
    if is_through_the_proxy() {
        return;
    }
    let orders = how_many();
    let mut house = Installation::start(binaries(), Engines::own(), 1, &with_stadium(demo())).await;
    let before = used_memory(&mut house);
    buy(&house.api(), orders).await;
    let redis = used_memory(&mut house).saturating_sub(before);
    println!("redis: {redis} bytes, {} an order", each(redis, orders));
    for key in ["seat:1", "map", "meta", "outbox", "tombstones", "receipts"] {
        let key = format!("holdfast:{{{STADIUM}}}:{key}");
        println!("{key}: {}", house.engines().redis().address().run(&["MEMORY", "USAGE", &key]).unwrap());
    }
    for service in [&ORDER, &PAYMENT] {
        for (table, bytes) in tables(&mut house, service) {
            println!("{} {table}: {bytes} bytes, {} an order", service.name, each(bytes, orders));
        }
    }
    let topics = topics(&house.engines().kafka().log_folder());
    let kafka: u64 = topics.iter().map(|(_, bytes)| bytes).sum();
    for (topic, bytes) in topics {
        println!("{topic}: {bytes} bytes, {} an order", each(bytes, orders));
    }
    println!("kafka: {kafka} bytes, {} an order", each(kafka, orders));
    let orders = u64::try_from(orders).unwrap();
    assert!(redis < BEGUN + REDIS_BYTES_MAX * orders, "{redis}");
    assert!(kafka < BEGUN + KAFKA_BYTES_MAX * orders, "{kafka}");
}
