//! A server that was a replica for a moment has other data than before, although it is the same process.

use engines::{Redis, RedisAddress};
use reservation::ports::{HoldError, Settled, Unavailable};
use testkit::eventually;

use crate::outages::{SOON, answers_again, sell, world_on};
use crate::rig::Rig;

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

#[tokio::test]
async fn a_primary_that_was_demoted_and_promoted_back_is_not_trusted() {
    let (primary, replica) = (Redis::start().unwrap(), Redis::start().unwrap());
    follow(replica.address(), Some(primary.address()));
    is_in_sync(replica.address()).await;
    let rig = Rig::new(&primary.url());
    let world = world_on(&rig).await;
    eventually("the replica has the event", SOON, async || {
        (primary.address().run(&["WAIT", "1", "100"]).unwrap() == "1").then_some(())
    })
    .await;
    follow(replica.address(), None);
    // These never reach the replica.
    world.hold("mina", &[1], 120).await.unwrap();
    assert_eq!(world.confirm(1, 5, &[2]).await, Settled::Sold);
    sell(&rig, 2, 5);

    follow(primary.address(), Some(replica.address()));
    is_in_sync(primary.address()).await;
    follow(primary.address(), None);
    let refused = world.hold("joon", &[2], 120).await;
    assert!(
        matches!(refused, Err(HoldError::Unavailable(Unavailable::NotReady { .. }))),
        "the process is the same, and its data is not: {refused:?}"
    );
    assert_eq!(answers_again(world.store.as_ref()).await, 2);
    assert_eq!(world.map().await, "ASAAAAAAAA", "the hold is lost, and the sale is not");
}
