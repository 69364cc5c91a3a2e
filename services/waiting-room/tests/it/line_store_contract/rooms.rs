//! Opening, changing, drawing, closing and forgetting rooms.

use std::time::Duration;

use primitives::EventId;
use waiting_room::domain::{
    Brake, ChangedBy, Draw, JoinIndex, Load, OrderIntake, Phase, PlaceNumber, Reading, RoomChange,
    RoomRefusal, RoomRules, Seal, SeatsLeft, TurnReport,
};
use waiting_room::ports::{RoomError, ViewAnswer};

use super::World;

fn refusal(outcome: Result<waiting_room::domain::Room, RoomError>) -> RoomRefusal {
    match outcome {
        Err(RoomError::Refused(refusal)) => refusal,
        other => panic!("no refusal but {other:?}"),
    }
}

fn open() -> RoomChange {
    RoomChange::Open { rules: RoomRules::default(), later: None }
}

pub(crate) async fn a_room_is_opened_once_until_it_is_closed(world: &World) {
    let event = World::event();
    assert_eq!(world.store.rooms().await.unwrap(), []);
    let room = world.change(open()).await.unwrap();
    assert_eq!((room.phase, room.issued), (Phase::Open, 0));
    assert_eq!(refusal(world.change(open()).await), RoomRefusal::OpenAlready);
    assert_eq!(world.store.rooms().await.unwrap(), [event]);
    let closed = world.change(RoomChange::Close).await.unwrap();
    assert_eq!((closed.phase, closed.closed_at), (Phase::Closed, Some(world.now())));
    assert_eq!(refusal(world.change(RoomChange::Resume).await), RoomRefusal::WrongPhase);
}

pub(crate) async fn a_room_that_is_opened_anew_has_no_places(world: &World) {
    world.open_room(1, 600).await;
    world.join_many(3).await;
    world.pass(Duration::from_secs(1));
    world.turn().await;
    world.end(2).await;
    world.change(RoomChange::Close).await.unwrap();
    world.pass(Duration::from_secs(1));
    let room = world.change(open()).await.unwrap();
    assert_eq!((room.issued, room.serving), (0, 0));
    let view = world.view().await;
    assert_eq!((view.slots, view.gone, view.room.epoch), (vec![], vec![], room.epoch));
    assert_eq!(world.join(2).await, (0, true));
}

pub(crate) async fn operators_change_what_they_name_and_nothing_else(world: &World) {
    world.open_room(10, 600).await;
    world.join_many(5).await;
    world.pass(Duration::from_secs(1));
    world.turn().await;
    let rules =
        RoomRules {
            cap: 3, ceiling: 60, message: "조금만 기다려 주세요".to_owned(), work_bits: Some(0)
        };
    world.change(RoomChange::Adjust(rules.clone())).await.unwrap();
    let room = world.view().await.room;
    assert_eq!((&room.rules, room.issued, room.serving), (&rules, 5, 5));
    assert_eq!(world.view().await.slots.len(), 5, "no one who was called is sent back");
}

fn left(free: u32) -> RoomChange {
    RoomChange::Steer(Reading { stock: Some(SeatsLeft { free, held: 0 }), load: None })
}

pub(crate) async fn what_is_left_may_allow_fewer_than_the_cap(world: &World) {
    world.open_room(3, 600).await;
    world.join_many(5).await;
    let room = world.change(left(1)).await.unwrap();
    assert_eq!((room.rules.cap, room.cap()), (3, 2));
    assert_eq!(refusal(world.change(left(1)).await), RoomRefusal::Unchanged);
    world.pass(Duration::from_secs(1));
    assert_eq!(world.turn().await, [1, 2]);
    world.change(left(100)).await.unwrap();
    assert_eq!(world.turn().await, [3], "it allows no more than the cap");
    assert_eq!(world.view().await.room.steering.cap, None);
    world.change(RoomChange::Close).await.unwrap();
    assert_eq!(refusal(world.change(left(1)).await), RoomRefusal::WrongPhase);
}

pub(crate) async fn a_brake_slows_the_line_down_and_stops_it_where_nothing_answers(world: &World) {
    world.open_room(100, 600).await;
    world.join_many(50).await;
    let load =
        |orders| RoomChange::Steer(Reading { stock: None, load: Some(Load { hold_p95: None, orders }) });
    world.pass(Duration::from_secs(1));
    let room = world.change(load(OrderIntake::Full)).await.unwrap();
    assert_eq!((room.rate(), room.steering.brake), (420, Some(Brake::FullOrders)));
    assert_eq!(world.turn().await.len(), 7, "of a second at seven a second");
    world.pass(Duration::from_secs(1));
    world.change(load(OrderIntake::Unreachable)).await.unwrap();
    world.pass(Duration::from_secs(60));
    assert_eq!(world.turn().await, [0_u32; 0]);
    world.change(load(OrderIntake::HasRoom)).await.unwrap();
    world.pass(Duration::from_secs(12));
    assert_eq!(world.turn().await, [8], "ten a minute, and nothing is saved up");
}

pub(crate) async fn what_the_line_does_by_itself_is_done_to_the_room_it_was_decided_for(world: &World) {
    world.open_room(1, 600).await;
    let epoch = world.view().await.room.epoch;
    let late = ChangedBy::Line { epoch: epoch - 1 };
    let outcome = world.store.change(World::event(), RoomChange::Close, late).await;
    assert_eq!(refusal(outcome), RoomRefusal::AnotherRoom);
    world.store.change(World::event(), RoomChange::Close, ChangedBy::Line { epoch }).await.unwrap();
}

pub(crate) async fn rooms_that_are_long_closed_are_forgotten(world: &World) {
    let (old, other) = (World::event(), EventId::new(5).unwrap());
    let keep = Duration::from_secs(60);
    world.open_room(1, 600).await;
    world.join_many(2).await;
    world.change_of(other, open()).await.unwrap();
    world.change_of(old, RoomChange::Close).await.unwrap();
    world.pass(Duration::from_secs(59));
    assert_eq!(world.store.forget(keep).await.unwrap(), 0);
    world.pass(Duration::from_secs(1));
    assert_eq!(world.store.forget(keep).await.unwrap(), 1);
    assert_eq!(world.store.rooms().await.unwrap(), [other]);
    assert_eq!(world.store.view(old, None).await.unwrap(), ViewAnswer::NoRoom);
    assert_eq!(world.store.registered(old, JoinIndex(0), 10).await.unwrap(), []);
}

pub(crate) async fn a_draw_is_sealed_and_opened_once(world: &World) {
    let draw = Draw::new([7; 32], None);
    let opens_at = world.now().plus(Duration::from_secs(60));
    let later = Some((opens_at, draw));
    world.change(RoomChange::Open { rules: RoomRules::default(), later }).await.unwrap();
    world.join_many(3).await;
    world.pass(Duration::from_secs(1));
    assert_eq!(world.turn().await, [0_u32; 0], "no one is called before the draw");
    let seal = |count| RoomChange::Seal(Seal { count, root: [1; 32] });
    assert_eq!(refusal(world.change(seal(4)).await), RoomRefusal::TooMany);
    assert!(matches!(refusal(world.change(RoomChange::Draw).await), RoomRefusal::Draw(_)));
    world.change(seal(3)).await.unwrap();
    assert!(matches!(refusal(world.change(seal(2)).await), RoomRefusal::Draw(_)));
    assert_eq!(world.join(9).await, (3, true));
    let room = world.change(RoomChange::Draw).await.unwrap();
    assert_eq!((room.phase, room.drawn(), room.issued), (Phase::Open, 3, 4));
    assert_eq!(world.view().await.room.draw, room.draw);
    assert_eq!(refusal(world.change(RoomChange::Draw).await), RoomRefusal::WrongPhase);
    world.pass(Duration::from_secs(1));
    assert_eq!(world.turn().await, [1, 2, 3, 4], "all count as there when the numbers are new");
}

pub(crate) async fn without_a_room_nothing_happens(world: &World) {
    let (event, number) = (World::event(), PlaceNumber(1));
    assert_eq!(refusal(world.change(RoomChange::Pause).await), RoomRefusal::NoRoom);
    assert_eq!(world.store.turn(event).await.unwrap(), TurnReport::default());
    world.store.seen(event, &[number]).await.unwrap();
    world.store.renew(event, number).await.unwrap();
    world.end(1).await;
    assert!(world.claim(1).await.is_err());
    assert_eq!(world.store.view(event, None).await.unwrap(), ViewAnswer::NoRoom);
    assert_eq!(world.store.rooms().await.unwrap(), []);
    world.store.check().await.unwrap();
}
