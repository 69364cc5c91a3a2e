//! Outages of a Redis that loses data, stops, or is suddenly another server.

use std::time::Duration;

use engines::{Redis, RedisAddress};
use futures::future::join_all;
use primitives::{EventId, SeatId, Timestamp};
use reservation::domain::Blocked;
use reservation::ports::{
    ClaimError, HoldError, KnownEvent, OrderStage, OrderUnderWay, Preparation, Readiness, Restoration,
    RestoreError, SeatStore, Settled, Unavailable,
};
use testkit::eventually;

use crate::rig::Rig;
use crate::seat_store_contract::StoreUnderTest;
use crate::seat_store_contract::world::{SEATS, World, meta, order, seconds, user};
use crate::wire::Wire;

pub(crate) const SOON: Duration = Duration::from_secs(30);

fn event() -> EventId {
    EventId::new(1).unwrap()
}

/// A world on a rig, whose events the catalog knows.
pub(crate) async fn world_on(rig: &Rig) -> World {
    rig.records.write(|tables| tables.events.insert(event(), meta(event(), Timestamp::from_micros(0))));
    World::new(rig.another()).await
}

fn place_order(rig: &Rig, number: u128, seats: &[i64], stage: OrderStage, pinned_until: Timestamp) {
    let under_way = OrderUnderWay {
        order: order(number),
        seats: seats.iter().map(|seat| SeatId::new(*seat).unwrap()).collect(),
        holds: vec![primitives::HoldId::from_uuid(uuid::Uuid::from_u128(number))],
        owner: primitives::HoldOwner::Anonymous,
        stage,
        pinned_until,
    };
    rig.records.write(|tables| tables.under_way.push((event(), under_way)));
}

pub(crate) fn sell(rig: &Rig, seat: i64, number: u128) {
    let seat = SeatId::new(seat).unwrap();
    rig.records.write(|tables| tables.sold.insert((event(), seat), order(number)));
}

pub(crate) async fn answers_again(store: &dyn SeatStore) -> u64 {
    eventually("the event is rebuilt", SOON, async || {
        store.snapshot(event()).await.ok().map(|snapshot| snapshot.epoch)
    })
    .await
}

fn is_not_ready<T>(answer: &Result<T, HoldError>) -> bool {
    matches!(answer, Err(HoldError::Unavailable(Unavailable::NotReady { .. })))
}

fn flush(address: RedisAddress) {
    address.run(&["FLUSHALL"]).unwrap();
}

#[tokio::test]
async fn scripts_that_were_flushed_are_sent_again() {
    let redis = Redis::start().unwrap();
    let world = world_on(&Rig::new(&redis.url())).await;
    world.hold("mina", &[1], 120).await.unwrap();
    redis.address().run(&["SCRIPT", "FLUSH"]).unwrap();
    world.hold("mina", &[2], 120).await.unwrap();
    assert_eq!(world.map().await, "HHAAAAAAAA");
}

#[tokio::test]
async fn after_a_flush_nothing_is_answered_until_the_sold_seats_are_restored() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let world = world_on(&rig).await;
    world.hold("mina", &[1, 2, 3], 120).await.unwrap();
    let claimed = world.claim(1, &user("mina"), &[1]).await.unwrap();
    place_order(&rig, 1, &[1], OrderStage::Authorizing, claimed.until);
    world.claim(2, &user("mina"), &[2]).await.unwrap();
    place_order(&rig, 2, &[2], OrderStage::Confirming, claimed.until);
    assert_eq!(world.confirm(1, 3, &[4]).await, Settled::Sold);
    sell(&rig, 4, 3);

    flush(redis.address());
    let refused = world.hold("joon", &[5], 120).await;
    assert!(is_not_ready(&refused), "{refused:?}");
    assert_eq!(answers_again(world.store.as_ref()).await, 2);
    assert_eq!(world.map().await, "HSASAAAAAA", "the hold of seat 3 is lost, and nothing else");
    let taken = world.hold("joon", &[1], 120).await;
    assert!(matches!(taken, Err(HoldError::Blocked(Blocked::Taken(_)))), "{taken:?}");
    assert_eq!(world.confirm(2, 1, &[1]).await, Settled::Sold, "the pin was restored");
    assert_eq!(
        world.confirm(3, 2, &[2]).await,
        Settled::Sold,
        "the confirm that was in flight is delivered again"
    );
    world.hold("joon", &[3], 120).await.unwrap();
    let lost = world.claim(9, &user("mina"), &[3]).await;
    assert!(matches!(lost, Err(ClaimError::NotYours)), "{lost:?}");
}

#[tokio::test]
async fn a_flush_under_concurrent_holds_gives_no_seat_to_two() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let world = world_on(&rig).await;
    for seat in 1..=3 {
        assert_eq!(world.confirm(seat, seat, &[i64::try_from(seat).unwrap()]).await, Settled::Sold);
        sell(&rig, i64::try_from(seat).unwrap(), seat);
    }
    let epoch = world.store.snapshot(event()).await.unwrap().epoch;
    for _ in 0..5 {
        let buyers: Vec<String> = (0..40).map(|number| format!("buyer-{number}")).collect();
        let seat = |number: usize| [i64::try_from(number % SEATS as usize).unwrap() + 1];
        let seats: Vec<[i64; 1]> = (0..40).map(seat).collect();
        let holding = join_all(buyers.iter().zip(&seats).map(|(who, seat)| world.hold(who, seat, 120)));
        let flushing = async { flush(redis.address()) };
        let (held, ()) = tokio::join!(holding, flushing);
        for (answer, seat) in held.iter().zip(&seats) {
            assert!(seat[0] > 3 || answer.is_err(), "seat {} is sold, and was held", seat[0]);
        }
        let now = eventually("a hold is decided again", SOON, async || {
            let answer = world.hold("mina", &[1], 120).await;
            matches!(answer, Err(HoldError::Blocked(Blocked::Sold(_)))).then_some(())
        });
        now.await;
    }
    assert!(world.store.snapshot(event()).await.unwrap().epoch > epoch);
    assert!(world.map().await.starts_with("SSS"));
}

#[tokio::test]
async fn an_unknown_event_is_unknown_even_if_redis_is_empty() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let world = world_on(&rig).await;
    flush(redis.address());
    let mut nowhere = world;
    nowhere.event = EventId::new(77).unwrap();
    assert!(matches!(nowhere.hold("mina", &[1], 120).await, Err(HoldError::UnknownEvent)));
    assert_eq!(nowhere.confirm(1, 1, &[1]).await, Settled::Refused);
}

#[tokio::test]
async fn a_restart_keeps_holds_and_tombstones_but_answers_only_after_the_sales_were_queried() {
    let mut redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let world = world_on(&rig).await;
    let held = world.hold("mina", &[1, 2], 120).await.unwrap();
    world.claim(1, &user("mina"), &[2]).await.unwrap();
    world.release(1, 7, &[]).await;
    assert_eq!(world.confirm(2, 8, &[3]).await, Settled::Sold);
    world.hold("sora", &[4], 120).await.unwrap();
    sell(&rig, 4, 9);

    redis.process().stop();
    assert!(matches!(world.hold("joon", &[5], 120).await, Err(HoldError::Unavailable(_))));
    redis.process().start_again().unwrap();
    let first = eventually("redis answers", SOON, async || match world.hold("joon", &[5], 120).await {
        Err(HoldError::Unavailable(Unavailable::NoAnswer(_))) => None,
        other => Some(other),
    });
    assert!(is_not_ready(&first.await), "the data of an earlier process was trusted");
    assert_eq!(answers_again(world.store.as_ref()).await, 2);
    assert_eq!(
        world.map().await,
        "HHASAAAAAA",
        "seat 3 was sold to an unknown order, and seat 4 by the ledger"
    );
    world.extend(&user("mina"), 1, 10, 1).await.unwrap();
    assert_eq!(world.claim(1, &user("mina"), &[2]).await.unwrap().holds, [held.hold]);
    assert_eq!(world.confirm(3, 7, &[6]).await, Settled::Refused, "the tombstone is still there");
    let over_limit = world.hold("mina", &[5, 6, 7, 8, 9, 10], 120).await;
    assert!(over_limit.is_ok(), "six and two are eight: {over_limit:?}");
}

#[tokio::test]
async fn a_promoted_replica_that_has_missed_writes_is_not_trusted() {
    let primary = Redis::start().unwrap();
    let replica = Redis::start_replica_of(primary.address()).unwrap();
    eventually("the replica has joined", SOON, async || {
        primary.address().run(&["INFO", "replication"]).unwrap().contains("connected_slaves:1").then_some(())
    })
    .await;
    let wire = Wire::to(primary.address().port).await;
    let rig = Rig::new(&wire.url());
    let world = world_on(&rig).await;
    world.hold("mina", &[1], 120).await.unwrap();
    eventually("the replica has caught up", SOON, async || {
        let keys = replica.address().run(&["KEYS", "*:seat:1"]).unwrap();
        keys.contains("seat:1").then_some(())
    })
    .await;
    replica.address().run(&["REPLICAOF", "NO", "ONE"]).unwrap();
    // The old primary continues for a moment: these writes never reach the replica.
    assert_eq!(world.confirm(1, 5, &[2]).await, Settled::Sold);
    sell(&rig, 2, 5);
    world.release_hold(&user("mina"), 1).await.unwrap();

    wire.lead_to(replica.address().port);
    let refused =
        eventually("the replica answers", SOON, async || match world.hold("joon", &[2], 120).await {
            Err(HoldError::Unavailable(Unavailable::NoAnswer(_))) => None,
            other => Some(other),
        });
    let refused = refused.await;
    assert!(is_not_ready(&refused), "{refused:?}");
    answers_again(world.store.as_ref()).await;
    assert_eq!(
        world.map().await,
        "HSAAAAAAAA",
        "what was sold is sold; a hold that has reappeared lapses by itself"
    );
}

#[tokio::test]
async fn a_command_whose_answer_was_lost_is_sent_again_and_executed_once() {
    let redis = Redis::start().unwrap();
    let wire = Wire::to(redis.address().port).await;
    let world = world_on(&Rig::new(&wire.url())).await;
    wire.swallow_next_answer();
    let held = world.hold("mina", &[1, 2], 120).await.unwrap();
    assert!(wire.has_swallowed());
    assert_eq!(world.version().await, 2);
    wire.swallow_next_answer();
    world.claim(1, &user("mina"), &[1, 2]).await.unwrap();
    wire.swallow_next_answer();
    assert_eq!(world.confirm(1, 1, &[1]).await, Settled::Sold);
    wire.swallow_next_answer();
    world.release(2, 1, &[1, 2]).await;
    assert!(wire.has_swallowed());
    assert_eq!(world.replies().await.len(), 2);
    assert_eq!(world.published().await.len(), 5);
    world.check_fold().await;
    assert!(world.hold("mina", &[1], 120).await.unwrap().hold != held.hold);
    world.hold("mina", &[3], 120).await.unwrap();
    world.release_hold(&user("mina"), 3).await.expect("redis knows the script");
    wire.swallow_next_answer();
    world.release_hold(&user("mina"), 1).await.expect("it was released the first time");
    assert!(wire.has_swallowed());
    assert!(world.release_hold(&user("mina"), 1).await.is_err(), "another command is another release");
    wire.cut();
    world.hold("mina", &[2], 120).await.expect("the next command connects again");
}

#[tokio::test]
async fn two_instances_that_rebuild_at_once_end_with_one_truth() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let world = world_on(&rig).await;
    assert_eq!(world.confirm(1, 1, &[1]).await, Settled::Sold);
    sell(&rig, 1, 1);
    let others: Vec<Rig> = (0..4).map(|_| rig.another()).collect();
    for _ in 0..5 {
        flush(redis.address());
        let stores: Vec<_> = others.iter().map(StoreUnderTest::store).collect();
        let epochs = join_all(stores.iter().map(|store| answers_again(store.as_ref()))).await;
        assert!(epochs.iter().all(|epoch| *epoch <= rig.records.write(|tables| tables.epochs[&event()])));
        assert_eq!(world.map().await, "SAAAAAAAAA");
    }
    let last = world.store.snapshot(event()).await.unwrap().epoch;
    for other in &others {
        assert_eq!(other.store().snapshot(event()).await.unwrap().epoch, last);
    }
}

#[tokio::test]
async fn an_answer_of_the_sales_from_before_a_second_loss_is_not_written() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let world = world_on(&rig).await;
    flush(redis.address());
    let Preparation::Closed { mark } = world.recovery.prepare(event(), false).await.unwrap() else {
        panic!()
    };
    assert_eq!(
        world.recovery.prepare(event(), false).await.unwrap(),
        Preparation::Busy,
        "a rebuild is in progress"
    );
    let restoration =
        Restoration { meta: meta(event(), Timestamp::from_micros(0)), epoch: 2, mark, seats: Vec::new() };
    flush(redis.address());
    let refused = world.recovery.restore(restoration.clone()).await;
    assert!(matches!(refused, Err(RestoreError::LostAgain)), "{refused:?}");
    let Preparation::Closed { mark } = world.recovery.prepare(event(), false).await.unwrap() else {
        panic!()
    };
    world.recovery.restore(Restoration { mark, ..restoration }).await.unwrap();
    assert_eq!(world.map().await, "AAAAAAAAAA");
}

#[tokio::test]
async fn a_rebuild_that_was_begun_before_the_clock_stepped_back_closes_the_event_no_longer() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let world = world_on(&rig).await;
    flush(redis.address());
    let Preparation::Closed { .. } = world.recovery.prepare(event(), false).await.unwrap() else { panic!() };
    assert_eq!(world.recovery.prepare(event(), false).await.unwrap(), Preparation::Busy);
    // The instance that began it is gone, and left a time that is an hour ahead by now.
    let rebuild = format!("{}{{1}}:rebuild", rig.config.prefix());
    let began: i64 = redis.address().run(&["HGET", &rebuild, "at"]).unwrap().parse().unwrap();
    let ahead = (began + 3_600_000_000).to_string();
    redis.address().run(&["HSET", &rebuild, "at", &ahead]).unwrap();
    let preparation = world.recovery.prepare(event(), false).await.unwrap();
    assert!(matches!(preparation, Preparation::Closed { .. }), "{preparation:?}");
}

#[tokio::test]
async fn a_lost_event_is_found_and_rebuilt_before_a_caller_needs_it() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let world = world_on(&rig).await;
    flush(redis.address());
    let lost = world.recovery.known().await.unwrap();
    assert_eq!(
        lost,
        [KnownEvent { event: event(), readiness: Readiness::NotReady }],
        "the list of events was lost too"
    );
    let other = rig.another();
    let rebuilds = other.reservations.rebuilds().unwrap();
    assert!(rebuilds.heal(event()).await.unwrap());
    answers_again(world.store.as_ref()).await;
    assert_eq!(
        other.engine().known().await.unwrap(),
        [KnownEvent { event: event(), readiness: Readiness::Ready }]
    );
}

#[tokio::test]
async fn an_expired_record_is_published_by_the_next_command_that_reaches_the_seat() {
    let rig = Rig::new(&engines::redis().url());
    let world = world_on(&rig).await;
    world.hold("mina", &[1, 2], 10).await.unwrap();
    world.claim(1, &user("mina"), &[2]).await.unwrap();
    for seat in [1, 2] {
        engines::redis().run(&["DEL", &rig.key_of_seat(event(), seat)]).unwrap();
    }
    world.pass(seconds(500)).await;
    world.hold("joon", &[1], 10).await.unwrap();
    assert_eq!(world.sweeper.expire(10).await.unwrap().freed, 1);
    assert_eq!(world.published().await, [(1, 1, 'H'), (2, 2, 'H'), (3, 1, 'A'), (4, 1, 'H'), (5, 2, 'A')]);
    world.unclaim(1).await;
    world.check_fold().await;
}

#[tokio::test]
async fn nothing_is_held_while_the_outbox_is_full() {
    let rig = Rig::new(&engines::redis().url()).with_outbox_max(3);
    let world = world_on(&rig).await;
    for seat in 1..=3 {
        world.hold("mina", &[seat], 120).await.unwrap();
    }
    let refused = world.hold("mina", &[4], 120).await;
    assert!(matches!(refused, Err(HoldError::Unavailable(Unavailable::NoAnswer(_)))), "{refused:?}");
    assert_eq!(world.confirm(1, 1, &[5]).await, Settled::Sold, "accepted orders are completed");
}

#[tokio::test]
async fn a_store_starts_while_redis_is_down() {
    let mut redis = Redis::start().unwrap();
    redis.process().stop();
    let rig = Rig::new(&redis.url());
    assert!(rig.engine().check().await.is_err());
    redis.process().start_again().unwrap();
    eventually("redis is found", SOON, async || rig.engine().check().await.ok()).await;
    let world = world_on(&rig).await;
    world.hold("mina", &[1], 120).await.unwrap();
}

#[tokio::test]
async fn repair_corrects_seats_that_differ_from_the_ledger() {
    let rig = Rig::new(&engines::redis().url());
    let world = world_on(&rig).await;
    assert_eq!(world.confirm(1, 1, &[1, 2, 3]).await, Settled::Sold);
    world.hold("mina", &[4], 120).await.unwrap();
    sell(&rig, 1, 1);
    sell(&rig, 2, 9);
    sell(&rig, 4, 8);
    let rebuilds = rig.reservations.rebuilds().unwrap();
    assert_eq!(
        rebuilds.repair(event()).await.unwrap(),
        2,
        "seats 2 and 4 belong to other orders; order 1 has not ended"
    );
    assert_eq!(world.map().await, "SSSSAAAAAA");
    rig.records.write(|tables| tables.ended.push(order(1)));
    assert_eq!(rebuilds.repair(event()).await.unwrap(), 1);
    assert_eq!(world.map().await, "SSASAAAAAA", "seat 3 was not bought");
    assert_eq!(rebuilds.repair(event()).await.unwrap(), 0);
    assert_eq!(world.confirm(2, 9, &[2]).await, Settled::Sold, "the winner has it");
    world.pass(seconds(1_000)).await;
    world.check_fold().await;
}
