//! A server that was a replica for a moment has other data than before, although it is the same process.

use engines::{Redis, RedisAddress};
use reservation::domain::Blocked;
use reservation::ports::{ClaimError, HoldError, SeatError, Settled, SnapshotError, Unavailable};
use testkit::eventually;

use crate::outages::{SOON, answers_again, sell, world_on};
use crate::replication::replicated;
use crate::rig::Rig;
use crate::seat_store_contract::StoreUnderTest;
use crate::seat_store_contract::world::{World, key, user};

fn follow(follower: RedisAddress, primary: Option<RedisAddress>) {
    let port = primary.map_or("ONE".to_owned(), |primary| primary.port.to_string());
    let host = if primary.is_some() { "127.0.0.1" } else { "NO" };
    follower.run(&["REPLICAOF", host, &port]).unwrap();
}

async fn is_in_sync(replica: RedisAddress) {
    eventually("the replica has caught up", SOON, async || {
        replica.run(&["ROLE"]).unwrap().contains("connected").then_some(())
    })
    .await;
}

/// A primary and its replica.
struct Servers {
    primary: Redis,
    replica: Redis,
}

impl Servers {
    async fn start() -> Self {
        let servers = Self { primary: Redis::start().unwrap(), replica: Redis::start().unwrap() };
        follow(servers.replica.address(), Some(servers.primary.address()));
        is_in_sync(servers.replica.address()).await;
        servers
    }

    /// What comes from now on never reaches the replica.
    async fn cut(&self) {
        replicated(self.primary.address()).await;
        follow(self.replica.address(), None);
    }

    /// The primary takes over what the replica has, and is a primary again.
    async fn demote_and_promote_back(&self) {
        follow(self.primary.address(), Some(self.replica.address()));
        is_in_sync(self.primary.address()).await;
        follow(self.primary.address(), None);
    }
}

#[tokio::test]
async fn a_primary_that_was_demoted_and_promoted_back_is_not_trusted() {
    let servers = Servers::start().await;
    let rig = Rig::new(&servers.primary.url());
    let world = world_on(&rig).await;
    servers.cut().await;
    world.hold("mina", &[1], 120).await.unwrap();
    assert_eq!(world.confirm(1, 5, &[2]).await, Settled::Sold);
    sell(&rig, 2, 5);

    servers.demote_and_promote_back().await;
    let refused = world.hold("joon", &[2], 120).await;
    assert!(
        matches!(refused, Err(HoldError::Unavailable(Unavailable::NotReady { .. }))),
        "the process is the same, and its data is not: {refused:?}"
    );
    assert_eq!(answers_again(world.store.as_ref()).await, 2);
    assert_eq!(world.map().await, "ASAAAAAAAA", "the hold is lost, and the sale is not");
}

#[tokio::test]
async fn nothing_but_the_refusal_of_a_hold_is_answered_from_lost_data() {
    let servers = Servers::start().await;
    let rig = Rig::new(&servers.primary.url());
    let mut world: World = world_on(&rig).await;
    // The store without what rebuilds a lost event.
    world.store = rig.another().engine();
    let first = world.holding("mina", &[1], 120);
    world.store.hold(first.clone()).await.unwrap();
    world.hold_by_key(key("anyone", "k", "one"), &[3], 120).await.unwrap();
    world.hold("joon", &[4], 120).await.unwrap();
    world.claim(7, &user("joon"), &[4]).await.unwrap();
    servers.cut().await;
    servers.demote_and_promote_back().await;

    let refused = world.hold("sora", &[1], 120).await;
    assert!(matches!(refused, Err(HoldError::Blocked(Blocked::Taken(_)))), "{refused:?}");
    for (what, held) in [
        ("a free seat", world.hold("sora", &[2], 120).await),
        ("the same command again", world.store.hold(first).await),
        ("the same key again", world.hold_by_key(key("anyone", "k", "one"), &[3], 120).await),
        ("another request under the key", world.hold_by_key(key("anyone", "k", "two"), &[5], 120).await),
    ] {
        assert!(
            matches!(held, Err(HoldError::Unavailable(Unavailable::NotReady { .. }))),
            "{what}: {held:?}"
        );
    }
    let claimed = world.claim(7, &user("joon"), &[4]).await;
    assert!(matches!(claimed, Err(ClaimError::Unavailable(Unavailable::NotReady { .. }))), "{claimed:?}");
    let extended = world.extend(&user("mina"), 1, 30, 1).await;
    assert!(matches!(extended, Err(SeatError::Unavailable(Unavailable::NotReady { .. }))), "{extended:?}");
    let shown = world.store.snapshot(world.event).await;
    assert!(matches!(shown, Err(SnapshotError::Unavailable(Unavailable::NotReady { .. }))));
}
