//! Events that are over are forgotten.

use std::time::Duration;

use engines::Redis;
use primitives::{Clock, EventId, SystemClock};
use reservation::ports::{HoldError, Settled};
use testkit::eventually;

use crate::outages::{SOON, world_on};
use crate::rig::{RETENTION, Rig};
use crate::seat_store_contract::world::user;

const MINUTE: Duration = Duration::from_secs(60);

fn begins_ago(rig: &Rig, event: EventId, ago: Duration) {
    let begins_at = SystemClock.now().minus(ago);
    rig.records.write(|tables| tables.begins_at.insert(event, begins_at));
}

/// Notes of releases expire within a minute.
fn keys(redis: &Redis) -> String {
    let keys = redis.address().run(&["KEYS", "*{1}*"]).unwrap();
    keys.lines().filter(|key| !key.contains(":released:")).collect()
}

#[tokio::test]
async fn an_event_leaves_nothing_behind_when_it_has_been_over_for_long() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let world = world_on(&rig).await;
    let reservations = rig.another().reservations;
    assert_eq!(world.confirm(1, 1, &[1, 2, 3]).await, Settled::Sold);
    world.release(2, 9, &[4]).await;
    world.hold("mina", &[5], 120).await.unwrap();

    begins_ago(&rig, world.event, RETENTION - MINUTE);
    reservations.forget_events().await.unwrap();
    assert_eq!(world.map().await, "SSSAHAAAAA", "it is kept for a while");

    begins_ago(&rig, world.event, RETENTION + MINUTE);
    reservations.forget_events().await.unwrap();
    assert_eq!(world.map().await, "SSSAHAAAAA", "a seat is held, and messages wait");
    world.release_hold(&user("mina"), 5).await.unwrap();
    let sent: Vec<_> = world.outbox.unsent(100).await.unwrap().iter().map(|message| message.id).collect();
    world.outbox.mark_sent(&sent).await.unwrap();
    assert!(world.outbox.unsent(100).await.unwrap().is_empty());
    reservations.forget_events().await.unwrap();
    assert_eq!(keys(&redis), "");
    eventually("the other instance notices", SOON, async || {
        world.recovery.known().await.unwrap().is_empty().then_some(())
    })
    .await;
    let refused = world.hold("mina", &[1], 120).await;
    assert!(matches!(refused, Err(HoldError::UnknownEvent)), "{refused:?}");
    assert_eq!(
        world.confirm(3, 1, &[1]).await,
        Settled::Refused,
        "a command of an order has its reply still"
    );
    reservations.forget_events().await.unwrap();
    assert!(world.recovery.known().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_interrupted_removal_is_completed() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let world = world_on(&rig).await;
    begins_ago(&rig, world.event, RETENTION + MINUTE);
    // As after its first step.
    redis.address().run(&["HDEL", &format!("{}{{1}}:meta", rig.config.prefix()), "run"]).unwrap();
    let refused = world.hold("mina", &[1], 120).await;
    assert!(matches!(refused, Err(HoldError::UnknownEvent)), "it is not rebuilt: {refused:?}");
    rig.reservations.forget_events().await.unwrap();
    assert_eq!(keys(&redis), "");
}
