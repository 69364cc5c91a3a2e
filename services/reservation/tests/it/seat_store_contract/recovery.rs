//! Rebuilding an event from the sales records, and correcting single seats.

use contracts::messages::SeatEvent;
use primitives::{HoldId, HoldOwner, SeatId, Timestamp, UserId};
use reservation::domain::{GuestRefusal, SaleState, Seat};
use reservation::ports::{
    Amendment, HoldError, Preparation, Readiness, Restoration, RestoreError, RestoredSeat, Settled,
};
use uuid::Uuid;

use super::guests::{LIMITS, ONE, OTHER};
use super::world::{meta, order, seconds, user};
use super::{StoreUnderTest, World};

fn seat(number: i64) -> SeatId {
    SeatId::new(number).unwrap()
}

fn sold(number: i64, to: u128) -> RestoredSeat {
    RestoredSeat { seat: seat(number), sale: SaleState::Sold { order: order(to), tier: None } }
}

fn pinned(number: i64, by: u128, until: Timestamp) -> RestoredSeat {
    let (hold, owner) = (HoldId::from_uuid(Uuid::from_u128(5)), HoldOwner::Anonymous);
    let sale = SaleState::Pinned { order: order(by), hold, owner, until, tier: None };
    RestoredSeat { seat: seat(number), sale }
}

/// Closes the event, ready or not.
async fn close(world: &World) -> Uuid {
    match world.recovery.prepare(world.event, true).await.unwrap() {
        Preparation::Closed { mark } => mark,
        other @ (Preparation::Ready { .. } | Preparation::Busy) => panic!("{other:?}"),
    }
}

async fn restore(
    world: &World,
    epoch: u64,
    mark: Uuid,
    seats: Vec<RestoredSeat>,
) -> Result<(), RestoreError> {
    let meta = meta(world.event, Timestamp::from_micros(0));
    world.recovery.restore(Restoration { meta, epoch, mark, seats }).await
}

/// The end of a pin that is made now and lasts for this long.
async fn end_of_pin(world: &World, life: u64) -> Timestamp {
    let held = world.hold("clock", &[10], life).await.unwrap();
    world.release_hold(&user("clock"), 10).await.unwrap();
    held.until
}

pub(crate) async fn a_restoration_makes_seats_what_the_sales_say(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1, 2], 120).await.unwrap();
    world.hold("joon", &[3], 120).await.unwrap();
    world.claim(1, &user("joon"), &[3]).await.unwrap();
    world.hold("sora", &[4], 120).await.unwrap();
    world.claim(2, &user("sora"), &[4]).await.unwrap();
    assert_eq!(world.confirm(1, 2, &[4]).await, Settled::Sold);
    let until = end_of_pin(&world, 60).await;
    let before = world.store.snapshot(world.event).await.unwrap();
    let published = world.seat_messages().await.len();

    let mark = close(&world).await;
    let seats = vec![sold(4, 2), sold(1, 7), pinned(3, 1, until), pinned(5, 8, until)];
    restore(&world, before.epoch + 1, mark, seats).await.unwrap();
    assert_eq!(world.map().await, "SHHSHAAAAA", "the live hold of seat 2 is still there");
    let after = world.store.snapshot(world.event).await.unwrap();
    assert_eq!(after.epoch, before.epoch + 1);
    world.extend(&user("mina"), 2, 10, 1).await.unwrap();
    assert!(world.hold("mina", &[5], 10).await.is_err(), "pinned by an order");
    let messages = world.seat_messages().await;
    let began = messages[published..].iter().filter_map(|message| message.decode::<SeatEvent>().ok());
    let began: Vec<SeatEvent> = began.collect();
    let (event_id, epoch, version) = (world.event.get(), after.epoch, after.version);
    assert_eq!(
        began,
        [SeatEvent::EpochBegan { event_id, epoch, version }],
        "one message, which instructs readers to fetch"
    );
    world.release_hold(&user("mina"), 2).await.unwrap();
    assert_eq!(world.version().await, after.version + 1);
}

pub(crate) async fn a_restoration_of_a_lower_epoch_changes_nothing(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let epoch = world.store.snapshot(world.event).await.unwrap().epoch;
    let mark = close(&world).await;
    restore(&world, epoch + 2, mark, vec![sold(1, 1)]).await.unwrap();
    restore(&world, epoch + 2, mark, vec![sold(1, 1)]).await.expect("the same again");
    let refused = restore(&world, epoch + 1, mark, vec![]).await;
    assert!(
        matches!(refused, Err(RestoreError::Superseded { epoch: over }) if over == epoch + 2),
        "{refused:?}"
    );
    assert_eq!(world.map().await, "SAAAAAAAAA");
}

pub(crate) async fn a_pin_that_has_run_out_is_not_restored(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let until = end_of_pin(&world, 60).await;
    world.pass(seconds(60)).await;
    let epoch = world.store.snapshot(world.event).await.unwrap().epoch;
    let mark = close(&world).await;
    restore(&world, epoch + 1, mark, vec![pinned(1, 1, until)]).await.unwrap();
    assert_eq!(world.map().await, "AAAAAAAAAA");
    assert_eq!(world.confirm(1, 1, &[1]).await, Settled::Sold, "it is free, so the order takes it again");
}

pub(crate) async fn a_restored_pin_is_confirmed_and_released_like_any_other(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    let until = end_of_pin(&world, 60).await;
    let epoch = world.store.snapshot(world.event).await.unwrap().epoch;
    let mark = close(&world).await;
    let seats = vec![pinned(1, 1, until), pinned(2, 2, until), pinned(3, 3, until), pinned(4, 4, until)];
    restore(&world, epoch + 1, mark, seats).await.unwrap();
    assert_eq!(world.confirm(1, 1, &[1]).await, Settled::Sold);
    assert_eq!(world.confirm(2, 9, &[2]).await, Settled::Refused);
    world.release(3, 2, &[2]).await;
    world.unclaim(3).await;
    assert_eq!(world.map().await, "SAAHAAAAAA");
    world.pass(seconds(60)).await;
    assert_eq!(world.sweeper.expire(100).await.unwrap().freed, 1);
    assert_eq!(world.map().await, "SAAAAAAAAA");
}

pub(crate) async fn records_are_read_in_pages_by_ascending_seat(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let held = world.hold("mina", &[9, 2, 5], 120).await.unwrap();
    world.claim(1, &user("mina"), &[5]).await.unwrap();
    assert_eq!(world.confirm(1, 2, &[7]).await, Settled::Sold);
    let first = world.recovery.records(world.event, None, 2).await.unwrap();
    assert_eq!(first.iter().map(|(seat, _)| seat.get()).collect::<Vec<_>>(), [2, 5]);
    let rest = world.recovery.records(world.event, Some(seat(5)), 10).await.unwrap();
    assert_eq!(rest.iter().map(|(seat, _)| seat.get()).collect::<Vec<_>>(), [7, 9]);
    let Seat::Held(hold) = &first[0].1 else { panic!("{first:?}") };
    assert_eq!((hold.id, hold.until), (held.hold, held.until));
    assert!(matches!(&first[1].1, Seat::Pinned(pin) if pin.order == order(1) && pin.hold.id == held.hold));
    assert_eq!(rest[0].1, Seat::Sold { order: order(2) });
}

pub(crate) async fn an_amendment_changes_only_seats_that_still_have_the_owner_that_was_read(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    world.hold("mina", &[1, 2], 120).await.unwrap();
    assert_eq!(world.confirm(1, 1, &[3, 4]).await, Settled::Sold);
    let records = world.recovery.records(world.event, None, 100).await.unwrap();
    let was = |number: i64| {
        let found = records.iter().find(|(id, _)| *id == seat(number));
        found.map_or(Seat::Available, |(_, record)| record.clone())
    };
    let amend = |number: i64, sold_to: Option<u128>| Amendment {
        seat: seat(number),
        was: was(number),
        sold_to: sold_to.map(order),
    };
    // Between the read and the amendment another buyer takes seats 2 and 5.
    world.release_hold(&user("mina"), 2).await.unwrap();
    world.hold("joon", &[2, 5], 120).await.unwrap();
    let version = world.version().await;
    let amendments = [(1, Some(7)), (2, Some(7)), (3, None), (4, Some(8)), (5, Some(7)), (6, Some(7))];
    let amendments = amendments.into_iter().map(|(number, sold_to)| amend(number, sold_to)).collect();
    assert_eq!(world.recovery.amend(world.event, amendments).await.unwrap(), 4);
    assert_eq!(world.map().await, "SHASHSAAAA");
    assert_eq!(
        world.version().await,
        version + 3,
        "from one sale to another is not a change of public status"
    );
    assert_eq!(world.confirm(2, 8, &[4]).await, Settled::Sold, "it belongs to that order");
    world.check_fold().await;
}

pub(crate) async fn known_events_are_ready(store: impl StoreUnderTest + 'static) {
    let mut world = World::new(store).await;
    world.open(2).await;
    let known = world.recovery.known().await.unwrap();
    let ready: Vec<i64> = known
        .iter()
        .filter(|known| known.readiness == Readiness::Ready)
        .map(|known| known.event.get())
        .collect();
    assert_eq!(ready, [1, 2]);
    let prepared = world.recovery.prepare(world.event, false).await.unwrap();
    let epoch = world.store.snapshot(world.event).await.unwrap().epoch;
    assert_eq!(prepared, Preparation::Ready { epoch });
}

pub(crate) async fn a_restoration_counts_what_guests_have_pinned(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let until = end_of_pin(&world, 60).await;
    let by_name = |number| {
        let (hold, owner) = (HoldId::from_uuid(Uuid::from_u128(6)), UserId::parse(ONE).unwrap());
        let owner = HoldOwner::User(owner);
        RestoredSeat {
            seat: seat(number),
            sale: SaleState::Pinned { order: order(2), hold, owner, until, tier: None },
        }
    };
    let seats = [3, 4, 5].map(|number| pinned(number, 1, until)).into_iter().chain([6, 7, 8].map(by_name));
    let (epoch, mark) = (world.store.snapshot(world.event).await.unwrap().epoch + 1, close(&world).await);
    restore(&world, epoch, mark, seats.collect()).await.unwrap();
    for name in ["anonymous", OTHER] {
        let more = world.hold_as_guest_named(name, 2, &[1], 120, LIMITS).await;
        assert!(matches!(more, Err(HoldError::Guest(GuestRefusal::ShareTaken))), "{name}: {more:?}");
    }
    world.hold("mina", &[1], 120).await.unwrap();
    assert_eq!(world.confirm(1, 2, &[6, 7, 8]).await, Settled::Sold);
    world.hold_as_guest_named(OTHER, 2, &[2], 120, LIMITS).await.unwrap();
}
