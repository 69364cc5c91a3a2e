//! What becomes of a Redis that runs out of memory, and of what grows in it.

use engines::{Redis, RedisAddress};
use reservation::ports::{HoldError, Settled, Unavailable};

use crate::outages::world_on;
use crate::rig::Rig;
use crate::seat_store_contract::StoreUnderTest;
use crate::seat_store_contract::world::{World, key, seconds, token, user};

fn used_memory(address: RedisAddress) -> u64 {
    let info = address.run(&["INFO", "memory"]).unwrap();
    let used = info.lines().find_map(|line| line.strip_prefix("used_memory:")).unwrap();
    used.trim().parse().unwrap()
}

fn limit(address: RedisAddress, bytes: u64) {
    address.run(&["CONFIG", "SET", "maxmemory", &bytes.to_string()]).unwrap();
}

fn receipts(rig: &Rig, address: RedisAddress, event: i64) -> u64 {
    let key = format!("{}{{{event}}}:receipts", rig.config.prefix());
    address.run(&["HLEN", &key]).unwrap().parse().unwrap()
}

async fn hold_by(world: &World, name: &str, seats: &[i64]) -> Result<(), HoldError> {
    world.hold_by_key(key("scope", name, "body"), seats, 120).await.map(|_| ())
}

#[tokio::test]
async fn a_full_redis_refuses_holds_and_completes_what_they_were_made_for() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let world = world_on(&rig).await;
    world.hold("mina", &[1, 2], 120).await.unwrap();
    world.hold("joon", &[3], 10).await.unwrap();
    world.hold("sora", &[4], 120).await.unwrap();
    let address = redis.address();

    limit(address, used_memory(address) * 100 / 95);
    let store = rig.redis();
    store.look_at_memory().await;
    let refused = rig.store().hold(world.holding("joon", &[5], 120)).await;
    assert!(matches!(refused, Err(HoldError::Unavailable(Unavailable::NoAnswer(_)))), "{refused:?}");

    // Now nothing may be written any more, as far as Redis is concerned.
    limit(address, used_memory(address) / 2);
    assert!(address.run(&["SET", "some", "thing"]).unwrap().contains("OOM"));
    world.claim(1, &user("mina"), &[1, 2]).await.unwrap();
    assert_eq!(world.confirm(1, 1, &[1, 2]).await, Settled::Sold);
    world.release_hold(&user("sora"), 4).await.unwrap();
    world.release(2, 9, &[6]).await;
    world.pass(seconds(11)).await;
    assert_eq!(world.sweeper.expire(10).await.unwrap().freed, 1);
    world.check_fold().await;

    limit(address, used_memory(address) * 10);
    store.look_at_memory().await;
    rig.store().hold(world.holding("joon", &[5], 120)).await.expect("there is memory again");
}

#[tokio::test]
async fn a_receipt_goes_with_the_last_seat_of_its_hold() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let world = world_on(&rig).await;
    let count = || receipts(&rig, redis.address(), 1);
    for round in 0..50 {
        let held =
            world.hold_by_key(key("scope", &format!("key-{round}"), "body"), &[1, 2], 120).await.unwrap();
        let owner = token(held.hold);
        world.release_hold(&owner, 1).await.unwrap();
        assert_eq!(count(), 2, "one seat is still held");
        world.release_hold(&owner, 2).await.unwrap();
    }
    assert_eq!(count(), 0, "released");
    hold_by(&world, "lapses", &[1, 2]).await.unwrap();
    world.pass(seconds(121)).await;
    hold_by(&world, "lapses", &[1, 3]).await.unwrap();
    assert_eq!(world.sweeper.expire(10).await.unwrap().freed, 1);
    assert_eq!(count(), 2, "the key stands for its second hold");
    let held = world.hold_by_key(key("scope", "lapses", "body"), &[1, 3], 120).await.unwrap();
    assert!(held.replayed);
    let owner = token(held.hold);
    world.claim(1, &owner, &[1]).await.unwrap();
    world.unclaim(1).await;
    world.claim(2, &owner, &[1, 3]).await.unwrap();
    assert_eq!(count(), 2);
    assert_eq!(world.confirm(1, 2, &[1, 3]).await, Settled::Sold);
    assert_eq!(count(), 0, "sold");
}

#[tokio::test]
async fn receipts_of_records_that_are_gone_are_deleted_when_nothing_is_held() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let world = world_on(&rig).await;
    hold_by(&world, "lost", &[1]).await.unwrap();
    redis.address().run(&["DEL", &rig.key_of_seat(world.event, 1)]).unwrap();
    world.pass(seconds(500)).await;
    assert_eq!(world.sweeper.expire(10).await.unwrap().freed, 1);
    assert_eq!(receipts(&rig, redis.address(), 1), 2);
    world.sweeper.forget(seconds(1), 10).await.unwrap();
    assert_eq!(receipts(&rig, redis.address(), 1), 0);
}

#[tokio::test]
async fn events_in_which_nothing_happens_are_not_swept_one_by_one() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let mut world = world_on(&rig).await;
    for event in 2..=30 {
        world.open(event).await;
    }
    world.sweeper.expire(10).await.unwrap();
    redis.address().run(&["CONFIG", "RESETSTAT"]).unwrap();
    for _ in 0..50 {
        world.sweeper.expire(10).await.unwrap();
    }
    let stats = redis.address().run(&["INFO", "commandstats"]).unwrap();
    assert!(!stats.contains("cmdstat_evalsha"), "{stats}");
    world.hold("mina", &[1], 10).await.unwrap();
    assert_eq!(world.sweeper.expire(10).await.unwrap().live, 1);
    // What another instance holds is noticed too.
    let other = World::new(rig.another()).await;
    other.hold("joon", &[1], 10).await.unwrap();
    testkit::eventually("the hold of the other instance", crate::outages::SOON, async || {
        (world.sweeper.expire(10).await.unwrap().live == 2).then_some(())
    })
    .await;
}
