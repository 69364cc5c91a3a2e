//! The contract, on a Redis that all tests share, and on a cluster.

use std::sync::{Arc, LazyLock};

use engines::RedisCluster;
use lifecycle::Tasks;
use primitives::{FakeClock, IdSource, RandomIds, Timestamp};
use redis_nodes::NodesConfig;
use waiting_room::adapters::redis::RedisLines;

use crate::line_store_contract::{World, line_store_contract};

line_store_contract!(redis_lines, crate::contract::open);
line_store_contract!(redis_cluster_lines, crate::contract::open_on_cluster);

static CLUSTER: LazyLock<RedisCluster> = LazyLock::new(|| RedisCluster::start().unwrap());

async fn open() -> World {
    on(&engines::redis().url())
}

async fn open_on_cluster() -> World {
    on(&CLUSTER.url())
}

/// With a key prefix that no other test uses.
fn on(url: &str) -> World {
    let (ids, clock) = (RandomIds::default(), Arc::new(FakeClock::default()));
    let prefix = format!("test-{}:", ids.uuid(Timestamp::from_micros(0)));
    let config = NodesConfig::at(url).unwrap().with_prefix(prefix);
    let lines = RedisLines::connect_for_test(&config, Tasks::default(), clock.clone());
    World::new(Arc::new(lines), clock, ())
}
