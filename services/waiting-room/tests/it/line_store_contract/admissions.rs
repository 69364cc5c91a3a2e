//! The record of admissions.

use std::time::Duration;

use primitives::VisitorId;
use waiting_room::domain::{AdmissionStep, PRESENT_FOR, PlaceEnd, PlaceNumber, RoomChange, RoomRules};

use super::World;

async fn recorded(world: &World) -> Vec<(u32, AdmissionStep)> {
    let entries = world.store.admissions(World::event()).await.unwrap();
    entries.iter().map(|entry| (entry.number.0, entry.step)).collect()
}

fn called(number: u32, cap: u32) -> (u32, AdmissionStep) {
    (number, AdmissionStep::Called { returned: false, cap })
}

fn claimed(number: u32, by: u128) -> (u32, AdmissionStep) {
    (number, AdmissionStep::Claimed { by: VisitorId(by) })
}

fn ended(number: u32) -> (u32, AdmissionStep) {
    (number, AdmissionStep::Ended)
}

pub(crate) async fn what_becomes_of_slots_is_recorded_in_its_order(world: &World) {
    world.open_room(2, 6_000).await;
    world.join_many(4).await;
    assert_eq!(recorded(world).await, []);
    world.pass(Duration::from_secs(1));
    world.turn().await;
    let since = world.now();
    world.claim(1).await.unwrap();
    world.claim(1).await.unwrap();
    world.store.renew(World::event(), PlaceNumber(1)).await.unwrap();
    // Neither has a slot.
    world.store.end(World::event(), PlaceNumber(4), PlaceEnd::Left).await.unwrap();
    world.store.end(World::event(), PlaceNumber(77), PlaceEnd::Left).await.unwrap();
    let first = [called(1, 2), called(2, 2), claimed(1, 0)];
    assert_eq!(recorded(world).await, first);
    assert!(world.store.admissions(World::event()).await.unwrap().iter().all(|entry| entry.at == since));

    let rules = RoomRules { cap: 1, ceiling: 6_000, ..RoomRules::default() };
    world.change(RoomChange::Adjust(rules)).await.unwrap();
    world.store.end(World::event(), PlaceNumber(1), PlaceEnd::Left).await.unwrap();
    world.pass(PRESENT_FOR * 3);
    world.store.seen(World::event(), &[PlaceNumber(2), PlaceNumber(3)]).await.unwrap();
    world.turn().await;
    // It is back as soon as its call is over.
    world.store.seen(World::event(), &[PlaceNumber(2)]).await.unwrap();
    world.store.end(World::event(), PlaceNumber(3), PlaceEnd::Left).await.unwrap();
    world.pass(Duration::from_secs(1));
    world.turn().await;
    let back = (2, AdmissionStep::Called { returned: true, cap: 1 });
    let then = [ended(1), ended(2), called(3, 1), ended(3), back];
    assert_eq!(recorded(world).await, [&first[..], &then[..]].concat());
}

pub(crate) async fn a_room_that_is_opened_anew_has_a_new_record(world: &World) {
    world.open_room(2, 6_000).await;
    world.join_many(1).await;
    world.pass(Duration::from_secs(1));
    world.turn().await;
    assert_eq!(recorded(world).await, [called(1, 2)]);
    world.change(RoomChange::Close).await.unwrap();
    assert_eq!(recorded(world).await, [called(1, 2)], "of a closed room it is kept");
    world.pass(Duration::from_secs(1));
    world.open_room(2, 6_000).await;
    assert_eq!(recorded(world).await, []);
    world.change(RoomChange::Close).await.unwrap();
    world.store.forget(Duration::ZERO).await.unwrap();
    assert_eq!(recorded(world).await, []);
}
