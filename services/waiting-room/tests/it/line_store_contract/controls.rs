//! What is recorded of operators.

use std::time::Duration;

use waiting_room::domain::{
    ChangedBy, ControlAction, ControlRecord, Phase, RECORDS_MAX, Reading, RoomChange, RoomRules, SeatsLeft,
};

use super::World;

async fn log(world: &World) -> Vec<ControlRecord> {
    world.store.controls(World::event(), RECORDS_MAX).await.unwrap()
}

fn rules(cap: u32) -> RoomRules {
    RoomRules { cap, ceiling: 600, message: "조금만요".to_owned(), work_bits: Some(14) }
}

pub(crate) async fn what_operators_do_is_recorded_with_the_change(world: &World) {
    assert_eq!(log(world).await, []);
    world.open_room(2, 600).await;
    world.pass(Duration::from_secs(5));
    world.change(RoomChange::Adjust(rules(7))).await.unwrap();
    world.change(RoomChange::Pause).await.unwrap();
    assert!(world.change(RoomChange::Pause).await.is_err(), "a refusal is no change");
    let by = ChangedBy::Line { epoch: world.view().await.room.epoch };
    let steer = RoomChange::Steer(Reading { stock: Some(SeatsLeft { free: 1, held: 0 }), load: None });
    world.store.change(World::event(), steer, by).await.unwrap();

    let records = log(world).await;
    let actions: Vec<_> = records.iter().map(|record| record.action).collect();
    assert_eq!(actions, [ControlAction::Pause, ControlAction::Adjust, ControlAction::Open]);
    let [pause, adjust, open] = records.as_slice() else { panic!("three are expected") };
    assert_eq!((open.before.as_ref(), open.after.cap), (None, 2));
    let before = adjust.before.as_ref().unwrap();
    assert_eq!((before.cap, adjust.after.cap, adjust.after.message.as_str()), (2, 7, "조금만요"));
    assert_eq!((adjust.at, adjust.control.actor.as_str()), (world.now(), "mina"));
    assert_eq!(adjust.control.reason, "the doors are late");
    assert_eq!((pause.before.as_ref().unwrap().phase, pause.after.phase), (Phase::Open, Phase::Paused));
    let latest = world.store.controls(World::event(), 1).await.unwrap();
    assert_eq!(latest.first(), Some(pause));
    assert_eq!(latest.len(), 1);
}

pub(crate) async fn the_log_outlives_its_room_and_is_bounded(world: &World) {
    world.open_room(2, 600).await;
    world.change(RoomChange::Close).await.unwrap();
    world.pass(Duration::from_secs(1));
    world.store.forget(Duration::ZERO).await.unwrap();
    assert_eq!(log(world).await.len(), 2);
    world.open_room(2, 600).await;
    assert_eq!(log(world).await.len(), 3, "a room that is opened anew has the log of the one before");
    for cap in 1..=RECORDS_MAX {
        world.change(RoomChange::Adjust(rules(cap))).await.unwrap();
    }
    let records = log(world).await;
    assert_eq!(records.len(), RECORDS_MAX as usize);
    assert_eq!((records[0].after.cap, records[RECORDS_MAX as usize - 1].after.cap), (RECORDS_MAX, 1));
}
