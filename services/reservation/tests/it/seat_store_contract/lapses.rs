//! What becomes of lapsed holds and pins.

use std::time::Duration;

use super::world::{seconds, user};
use super::{StoreUnderTest, World};

pub(crate) async fn a_lapsed_seat_is_free_at_once(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1], 10).await.unwrap();
    world.pass(seconds(9)).await;
    assert!(world.hold("joon", &[1], 10).await.is_err());
    world.pass(seconds(1)).await;
    assert_eq!(world.map().await, "HAAAAAAAAA", "no command has reached it yet");
    world.hold("joon", &[1], 10).await.unwrap();
    world.check_fold().await;
}

pub(crate) async fn the_sweeper_frees_and_publishes_lapsed_seats(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1, 2], 10).await.unwrap();
    world.hold("joon", &[3], 20).await.unwrap();
    let early = world.sweeper.expire(100).await.unwrap();
    assert_eq!((early.freed, early.live), (0, 3));
    world.pass(Duration::from_millis(10_500)).await;
    let swept = world.sweeper.expire(100).await.unwrap();
    assert_eq!((swept.freed, swept.more, swept.live), (2, false, 1));
    assert!((Duration::from_millis(500)..Duration::from_secs(1)).contains(&swept.lag), "{:?}", swept.lag);
    assert_eq!(world.map().await, "AAHAAAAAAA");
    world.check_fold().await;
}

pub(crate) async fn the_sweeper_never_frees_a_successor(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1], 10).await.unwrap();
    world.pass(seconds(11)).await;
    world.hold("joon", &[1], 10).await.unwrap();
    assert_eq!(world.sweeper.expire(100).await.unwrap().freed, 0);
    assert_eq!(world.map().await, "HAAAAAAAAA");
    world.pass(seconds(10)).await;
    assert_eq!(world.sweeper.expire(100).await.unwrap().freed, 1);
    world.check_fold().await;
}

pub(crate) async fn the_sweeper_works_in_bounded_passes_longest_overdue_first(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    world.hold("mina", &[5, 6], 12).await.unwrap();
    world.hold("joon", &[1, 2], 11).await.unwrap();
    world.hold("sora", &[3, 4], 10).await.unwrap();
    world.pass(seconds(20)).await;
    let first = world.sweeper.expire(3).await.unwrap();
    assert_eq!((first.freed, first.more), (3, true));
    assert_eq!(world.map().await, "AHAAHHAAAA", "not the longest overdue first");
    let rest = world.sweeper.expire(100).await.unwrap();
    assert_eq!((rest.freed, rest.more, rest.live), (3, false, 0));
    world.check_fold().await;
}

pub(crate) async fn an_extended_hold_is_swept_at_its_new_end(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1], 10).await.unwrap();
    world.extend(&user("mina"), 1, 30, 1).await.unwrap();
    world.pass(seconds(39)).await;
    assert_eq!(world.sweeper.expire(100).await.unwrap().freed, 0);
    world.pass(seconds(1)).await;
    assert_eq!(world.sweeper.expire(100).await.unwrap().freed, 1);
}
