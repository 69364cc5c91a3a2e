//! The contract, on a Redis Cluster of six nodes that the tests of this file share.

use std::sync::LazyLock;

use engines::RedisCluster;
use reservation::ports::{HoldError, Settled, Unavailable};
use testkit::eventually;
use tokio::time::Instant;

use crate::outages::{SOON, answers_again, sell, world_on};
use crate::replication::replicated;
use crate::rig::Rig;
use crate::seat_store_contract::seat_store_contract;
use crate::seat_store_contract::world::World;

seat_store_contract!(redis_cluster_seats, crate::cluster::open);

static CLUSTER: LazyLock<RedisCluster> = LazyLock::new(|| RedisCluster::start().unwrap());

pub(crate) async fn open() -> Rig {
    Rig::new(&url())
}

pub(crate) fn url() -> String {
    CLUSTER.url()
}

/// The primary that has the slot of this event.
pub(crate) fn owner_of(cluster: &RedisCluster, rig: &Rig, event: i64) -> usize {
    let key = format!("{}{{{event}}}:meta", rig.config.prefix());
    cluster.primary_of(&key).unwrap()
}

/// When the promoted replica has rebuilt the event of this world.
pub(crate) async fn answers_after_failover(world: &World) -> Instant {
    eventually("the event is rebuilt on the replica", SOON, async || {
        world.store.snapshot(world.event).await.ok().map(|_| Instant::now())
    })
    .await
}

#[tokio::test]
async fn when_a_node_dies_its_replica_is_used_but_not_trusted() {
    let mut cluster = RedisCluster::start().unwrap();
    let rig = Rig::new(&cluster.url());
    let world = world_on(&rig).await;
    world.hold("mina", &[1], 120).await.unwrap();
    assert_eq!(world.confirm(1, 5, &[2]).await, Settled::Sold);
    sell(&rig, 2, 5);
    let owner = owner_of(&cluster, &rig, 1);
    let primary = cluster.nodes()[owner].address();
    replicated(primary).await;
    cluster.nodes()[owner].process().kill9();
    let first = eventually("the replica answers", SOON, async || match world.hold("joon", &[2], 120).await {
        Err(HoldError::Unavailable(Unavailable::NoAnswer(_))) => None,
        other => Some(other),
    })
    .await;
    assert!(matches!(first, Err(HoldError::Unavailable(Unavailable::NotReady { .. }))), "{first:?}");
    answers_again(world.store.as_ref()).await;
    let map = world.map().await;
    assert!(map == "HSAAAAAAAA" || map == "ASAAAAAAAA", "{map}");
}
