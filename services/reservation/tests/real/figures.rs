//! How long it takes to rebuild an event of 50,000 seats, and how long a hold occupies Redis. The limits leave a wide margin on an idle machine, for
//! runs on a busy one.

use std::time::Duration;

use engines::Redis;
use futures::future::{join, join_all};
use futures::{StreamExt, stream};
use primitives::{Credentials, EventId, HoldId, HoldOwner, OrderId, SeatId, Timestamp, UserId};
use reservation::domain::SeatLimits;
use reservation::ports::{ClaimSeats, EventMeta, HoldRequest, HoldSeats, Readiness, Wanted};
use testkit::eventually;
use tokio::time::Instant;
use uuid::Uuid;

use crate::rig::Rig;
use crate::seat_store_contract::StoreUnderTest;

const SEATS: u32 = 50_000;
const REBUILD_MAX: Duration = Duration::from_secs(20);
/// A loss of everything, in a small size; `STORM=50x50000` is a large one.
const STORM: (i64, u32) = (6, 5_000);
const STORM_MAX: Duration = Duration::from_secs(60);
const HOLDS: usize = 5_000;
const AT_ONCE: usize = 64;

#[tokio::test]
async fn fifty_thousand_seats_are_rebuilt_quickly() {
    let rig = Rig::new(&engines::redis().url());
    let event = EventId::new(1).unwrap();
    let meta = EventMeta { event, seat_count: SEATS, on_sale_at: Timestamp::from_micros(0) };
    rig.records.write(|tables| {
        tables.events.insert(event, meta);
        for number in (1..=i64::from(SEATS)).filter(|number| number % 2 == 0) {
            let order = primitives::OrderId::from_uuid(Uuid::from_u128(number.unsigned_abs().into()));
            tables.sold.insert((event, SeatId::new(number).unwrap()), order);
        }
    });
    let reservations = rig.in_real_time();
    let began = Instant::now();
    reservations.install(meta).await.unwrap();
    let took = began.elapsed();
    println!("{SEATS} seats, half of them sold, were rebuilt in {} ms", took.as_millis());
    assert!(took < REBUILD_MAX, "{took:?}");
    let again = Instant::now();
    reservations.rebuilds().unwrap().rebuild(event).await.unwrap();
    println!("and once more, over what was there, in {} ms", again.elapsed().as_millis());
    let snapshot = reservations.snapshot(event).await.unwrap();
    let sold = snapshot.statuses.iter().filter(|status| **status == reservation::domain::Status::Sold);
    assert_eq!((snapshot.epoch, sold.count()), (2, 25_000));
    let repairing = Instant::now();
    assert_eq!(reservations.rebuilds().unwrap().repair(event).await.unwrap(), 0);
    println!("and compared with the ledger in {} ms", repairing.elapsed().as_millis());
}

#[tokio::test]
async fn many_sold_out_events_are_back_soon_after_everything_was_lost() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let (events, seats) = storm();
    for id in 1..=events {
        let event = EventId::new(id).unwrap();
        let meta = EventMeta { event, seat_count: seats, on_sale_at: Timestamp::from_micros(0) };
        rig.records.write(|tables| {
            tables.events.insert(event, meta);
            tables.sold.extend((1..=seats).map(|number| {
                let order = OrderId::from_uuid(Uuid::from_u128(u128::from(number.div_ceil(4))));
                ((event, SeatId::new(i64::from(number)).unwrap()), order)
            }));
        });
    }
    let reservations = rig.in_real_time();
    for id in 1..=events {
        let meta = rig.records.write(|tables| tables.events[&EventId::new(id).unwrap()]);
        reservations.install(meta).await.unwrap();
    }
    assert_eq!(reservations.known_events().await.unwrap().len(), usize::try_from(events).unwrap());
    redis.address().run(&["FLUSHALL"]).unwrap();
    let began = Instant::now();
    let rebuilds = reservations.rebuilds().unwrap();
    eventually("all events are back", STORM_MAX, async || {
        let known = rebuilds.known().await.unwrap();
        let lost = known.into_iter().filter(|known| known.readiness != Readiness::Ready);
        let lost: Vec<EventId> = lost.map(|known| known.event).collect();
        for event in &lost {
            rebuilds.heal(*event).await.unwrap();
        }
        lost.is_empty().then_some(())
    })
    .await;
    println!("{events} events of {seats} sold seats were back after {} ms", began.elapsed().as_millis());
}

#[expect(clippy::disallowed_methods, reason = "the size of a test")]
fn storm() -> (i64, u32) {
    let size = std::env::var("STORM").ok();
    let size = size.as_deref().and_then(|size| size.split_once('x'));
    size.map_or(STORM, |(events, seats)| (events.parse().unwrap(), seats.parse().unwrap()))
}

#[tokio::test]
async fn concurrent_holds_are_coalesced_into_one_call() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let (event, on_sale_at) = (EventId::new(1).unwrap(), Timestamp::from_micros(0));
    let store = rig.store();
    store.install(EventMeta { event, seat_count: SEATS, on_sale_at }).await.unwrap();
    store.hold(hold(0)).await.unwrap();
    redis.address().run(&["CONFIG", "RESETSTAT"]).unwrap();
    let held = join_all((1..=40).map(|number| store.hold(hold(number)))).await;
    assert!(held.iter().all(Result::is_ok), "{held:?}");
    let stats = redis.address().run(&["INFO", "commandstats"]).unwrap();
    assert!(stats.contains("cmdstat_evalsha:calls=2,"), "32 and 8: {stats}");
    redis.address().run(&["CONFIG", "RESETSTAT"]).unwrap();
    let claiming = (1..=20).map(|number| store.claim(claim(number)));
    let holding = (41..=60).map(|number| store.hold(hold(number)));
    let (claimed, held) = join(join_all(claiming), join_all(holding)).await;
    assert!(claimed.iter().all(Result::is_ok) && held.iter().all(Result::is_ok));
    let stats = redis.address().run(&["INFO", "commandstats"]).unwrap();
    assert!(stats.contains("cmdstat_evalsha:calls=2,"), "32 and 8, of both kinds: {stats}");
}

fn claim(number: usize) -> ClaimSeats {
    ClaimSeats {
        event: EventId::new(1).unwrap(),
        order: OrderId::from_uuid(Uuid::from_u128(number as u128)),
        seats: vec![SeatId::at_index(number).unwrap()],
        pin: Duration::from_secs(90),
        caller: Credentials {
            user: UserId::parse(&format!("buyer-{number}")),
            was_guest: None,
            token: None,
            open: false,
        },
    }
}

fn hold(number: usize) -> HoldSeats {
    let (event, life) = (EventId::new(1).unwrap(), Duration::from_secs(120));
    let seats = vec![SeatId::at_index(number).unwrap()];
    let owner = HoldOwner::User(UserId::parse(&format!("buyer-{number}")).unwrap());
    HoldSeats {
        request: HoldRequest { event, wanted: Wanted::Seats(seats), owner, guest: None, life, key: None },
        hold: HoldId::from_uuid(Uuid::from_u128(number as u128)),
        limits: SeatLimits { per_user: 8, guests: None },
        guards: Vec::new(),
        trace_id: "t".repeat(32),
        traceparent: None,
    }
}

#[tokio::test]
async fn a_hold_occupies_redis_for_microseconds() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let (event, on_sale_at) = (EventId::new(1).unwrap(), Timestamp::from_micros(0));
    let store = rig.store();
    store.install(EventMeta { event, seat_count: SEATS, on_sale_at }).await.unwrap();
    store.hold(hold(HOLDS)).await.unwrap();
    redis.address().run(&["CONFIG", "RESETSTAT"]).unwrap();
    let began = Instant::now();
    let holding = stream::iter(0..HOLDS).map(|number| store.hold(hold(number))).buffer_unordered(AT_ONCE);
    let held = holding.filter(|held| std::future::ready(held.is_ok())).count().await;
    let took = began.elapsed();
    assert_eq!(held, HOLDS);
    let stats = redis.address().run(&["INFO", "commandstats"]).unwrap();
    let script = stats.lines().find(|line| line.starts_with("cmdstat_evalsha:")).unwrap();
    println!("{HOLDS} holds, {AT_ONCE} at once, took {} ms; {script}", took.as_millis());
    let busy: f64 = script.split("usec=").nth(1).unwrap().split(',').next().unwrap().parse().unwrap();
    let busy = busy / HOLDS as f64;
    assert!(busy < 500.0, "a hold occupies redis for {busy} us");
}
