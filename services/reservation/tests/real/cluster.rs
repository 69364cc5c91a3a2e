//! The contract, on a Redis Cluster of six nodes that the tests of this file share.

use std::sync::LazyLock;

use engines::RedisCluster;

use crate::rig::Rig;
use crate::seat_store_contract::seat_store_contract;

seat_store_contract!(redis_cluster_seats, crate::cluster::bench);

static CLUSTER: LazyLock<RedisCluster> = LazyLock::new(|| RedisCluster::start().unwrap());

pub(crate) async fn bench() -> Rig {
    Rig::new(&url())
}

pub(crate) fn url() -> String {
    CLUSTER.url()
}
