//! A server of a cluster that falls silent: it holds its connections and answers nothing, as when its host is gone. Its replica is used soon,
//! and what the other servers have goes on meanwhile.

use std::time::Duration;

use engines::{RedisAddress, RedisCluster};
use primitives::{EventId, Timestamp};
use reservation::ports::{HoldError, Readiness, Unavailable};
use testkit::eventually;
use tokio::time::Instant;

use crate::cluster::{answers_after_failover, owner_of};
use crate::outages::SOON;
use crate::replication::replicated;
use crate::rig::Rig;
use crate::seat_store_contract::StoreUnderTest;
use crate::seat_store_contract::world::{World, changes, meta, seconds, user};

/// From the promotion of the replica to the first answer about its seats: looking for it, and the rebuild.
const SHARE_OF_OURS: Duration = Duration::from_secs(2);

/// Two events on different servers, the first of them on the one that will fall silent.
struct Two {
    cluster: RedisCluster,
    rig: Rig,
    silent: World,
    well: World,
    owner: usize,
}

impl Two {
    async fn open(seeds: impl Fn(&mut RedisCluster, usize) -> String) -> Self {
        let mut cluster = RedisCluster::start().unwrap();
        let any = Rig::new(&cluster.url());
        let owner = owner_of(&cluster, &any, 1);
        let other = (2..).find(|event| owner_of(&cluster, &any, *event) != owner).unwrap();
        let rig = Rig::new(&seeds(&mut cluster, owner));
        for id in [1, other] {
            let event = EventId::new(id).unwrap();
            rig.records.write(|tables| tables.events.insert(event, meta(event, Timestamp::from_micros(0))));
        }
        let (silent, mut well) = (World::new(rig.another()).await, World::new(rig.another()).await);
        well.open(other).await;
        Self { cluster, rig, silent, well, owner }
    }

    /// The one of the server that will fall silent, when it has everything: one that has nothing is never promoted.
    async fn replica(&mut self) -> RedisAddress {
        let owner = self.cluster.nodes()[self.owner].address();
        replicated(owner).await;
        let port = owner.port.to_string();
        let addresses: Vec<RedisAddress> = self.cluster.nodes().iter().map(|node| node.address()).collect();
        let follows = |address: &RedisAddress| {
            let role = address.run(&["ROLE"]).unwrap();
            role.starts_with("slave") && role.lines().any(|line| line == port)
        };
        addresses.into_iter().find(follows).unwrap()
    }
}

async fn is_master(replica: RedisAddress) -> Instant {
    eventually("the replica is promoted", SOON, async || {
        replica.run(&["ROLE"]).unwrap().starts_with("master").then(Instant::now)
    })
    .await
}

#[tokio::test]
async fn a_silent_primary_is_replaced_and_the_other_shards_notice_nothing() {
    let mut two = Two::open(|cluster, _| cluster.url()).await;
    let replica = two.replica().await;
    two.well.hold("sora", &[9], 5).await.unwrap();
    let began = Instant::now();
    two.cluster.nodes()[two.owner].process().pause();
    let promoted = is_master(replica);
    let answered = answers_after_failover(&two.silent);
    let (mut calls, mut failed) = (0_u32, 0_u32);
    let others = async {
        loop {
            calls += 1;
            let is_held = two.well.hold("mina", &[1], 120).await.is_ok();
            let is_released = two.well.release_hold(&user("mina"), 1).await.is_ok();
            failed += u32::from(!is_held || !is_released);
            tokio::task::yield_now().await;
        }
    };
    let (promoted, answered) = tokio::select! {
        both = async { tokio::join!(promoted, answered) } => both,
        () = others => unreachable!(),
    };
    println!(
        "promoted after {} ms, answers after {} ms; on another shard {failed} of {calls} calls failed",
        (promoted - began).as_millis(),
        (answered - began).as_millis()
    );
    assert!(answered.saturating_duration_since(promoted) < SHARE_OF_OURS);
    // A busy machine may delay some. If this shard noticed, all would fail for as long as the other has no primary.
    assert!(failed * 20 <= calls, "{failed} of {calls} calls failed");
    two.cluster.nodes()[two.owner].process().resume();
}

#[tokio::test]
async fn a_store_whose_first_seed_is_silent_starts_and_finds_the_replica() {
    let mut two = Two::open(|cluster, owner| {
        let first = cluster.nodes()[owner].address().url().replace("redis://", "");
        let all = cluster.url().replace("redis+cluster://", "");
        format!("redis+cluster://{first},{all}")
    })
    .await;
    let replica = two.replica().await;
    two.cluster.nodes()[two.owner].process().pause();
    let newcomer = two.rig.another();
    newcomer.engine().check().await.expect("the other seeds answer");
    newcomer.store().snapshot(two.well.event).await.expect("another shard answers");
    let promoted = is_master(replica).await;
    let answered = answers_after_failover(&two.silent).await;
    assert!(answered.saturating_duration_since(promoted) < SHARE_OF_OURS);
    two.cluster.nodes()[two.owner].process().resume();
}

#[tokio::test]
async fn relay_expiry_and_rebuilds_go_on_while_a_shard_without_a_replica_is_gone() {
    let mut two = Two::open(|cluster, _| cluster.url()).await;
    let replica = two.replica().await;
    let all: Vec<RedisAddress> = two.cluster.nodes().iter().map(|node| node.address()).collect();
    let owner = two.owner;
    let lone = all.iter().position(|address| address.port == replica.port).unwrap();
    assert_eq!(two.well.recovery.known().await.unwrap().len(), 2, "this instance knows of both");
    two.cluster.nodes()[lone].process().kill9();
    two.silent.hold("joon", &[1], 120).await.unwrap();
    two.well.hold("mina", &[1, 2], 10).await.unwrap();
    two.cluster.nodes()[owner].process().kill9();
    let gone = two.silent.hold("joon", &[2], 120).await;
    assert!(matches!(gone, Err(HoldError::Unavailable(Unavailable::NoAnswer(_)))), "{gone:?}");

    let well = &two.well;
    let sent = eventually("the relay publishes what the other shards have", SOON, async || {
        Some(well.outbox.unsent(10).await.unwrap()).filter(|sent| !sent.is_empty())
    });
    let sent = sent.await;
    assert_eq!(sent.iter().flat_map(changes).count(), 2);
    let ids: Vec<_> = sent.iter().map(|message| message.id).collect();
    well.outbox.mark_sent(&ids).await.unwrap();
    well.pass(seconds(11)).await;
    eventually("lapsed seats of the other shards are freed", SOON, async || {
        let swept = well.sweeper.expire(100).await.ok()?;
        (swept.freed == 2 || well.map().await == "AAAAAAAAAA").then_some(())
    })
    .await;
    let swept = well.sweeper.expire(100).await.unwrap();
    assert_eq!(swept.unanswered, 1, "and what cannot be reached is counted");
    let known = well.recovery.known().await.unwrap();
    let readiness = |event| known.iter().find(|known| known.event == event).unwrap().readiness;
    assert_eq!(readiness(two.silent.event), Readiness::Unanswered);
    assert_eq!(readiness(well.event), Readiness::Ready);
}
