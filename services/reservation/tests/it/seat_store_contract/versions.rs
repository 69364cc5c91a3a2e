//! What is published: one version for each change of public status, without gaps, in order.

use primitives::Timestamp;
use reservation::ports::{EventMeta, InstallError, Settled};

use super::world::{SEATS, TRACE, meta, seconds, user};
use super::{StoreUnderTest, World};

pub(crate) async fn each_change_has_the_next_version_and_the_snapshot_is_their_fold(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    world.hold("mina", &[2, 1], 120).await.unwrap();
    world.claim(1, &user("mina"), &[1, 2]).await.unwrap();
    assert_eq!(world.confirm(1, 1, &[1, 2]).await, Settled::Sold);
    world.hold("joon", &[3], 120).await.unwrap();
    world.release_hold(&user("joon"), 3).await.unwrap();
    world.release(2, 1, &[1]).await;
    assert_eq!(
        world.published().await,
        [(1, 2, 'H'), (2, 1, 'H'), (3, 1, 'S'), (4, 2, 'S'), (5, 3, 'H'), (6, 3, 'A'), (7, 1, 'A')]
    );
    world.check_fold().await;
}

pub(crate) async fn extensions_claims_and_refusals_change_no_version(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1, 2], 120).await.unwrap();
    assert_eq!(world.version().await, 2, "a hold of two seats is two changes");
    world.extend(&user("mina"), 1, 30, 1).await.unwrap();
    world.claim(1, &user("mina"), &[1]).await.unwrap();
    world.unclaim(1).await;
    assert!(world.hold("joon", &[1, 3], 120).await.is_err());
    assert!(world.release_hold(&user("joon"), 1).await.is_err());
    assert_eq!(world.confirm(1, 9, &[1]).await, Settled::Refused);
    assert_eq!(world.version().await, 2);
    world.check_fold().await;
}

pub(crate) async fn a_lapsed_seat_that_is_held_again_is_first_published_as_available(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    world.hold("mina", &[1], 10).await.unwrap();
    world.pass(seconds(10)).await;
    world.hold("joon", &[1, 2], 10).await.unwrap();
    assert_eq!(world.published().await, [(1, 1, 'H'), (2, 1, 'A'), (3, 1, 'H'), (4, 2, 'H')]);
    world.check_fold().await;
}

pub(crate) async fn events_keep_the_trace_of_what_caused_them(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1], 10).await.unwrap();
    world.confirm(1, 1, &[2]).await;
    world.pass(seconds(10)).await;
    world.sweeper.expire(10).await.unwrap();
    let messages = world.seat_messages().await;
    let traces: Vec<_> = messages.iter().map(|message| message.traceparent.as_deref()).collect();
    assert_eq!(traces, [Some(TRACE), Some(TRACE), None], "a lapse has no cause with a trace");
    assert!(messages.iter().all(|message| message.key == world.event.to_string()));
    let mut ids: Vec<_> = messages.iter().map(|message| message.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

pub(crate) async fn an_install_repeated_changes_nothing_and_may_move_the_sale(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    let before = world.store.snapshot(world.event).await.unwrap();
    assert_eq!(before.statuses.len(), SEATS as usize);
    world.hold("mina", &[1], 120).await.unwrap();
    let epoch = world.store.install(meta(world.event, Timestamp::from_micros(0))).await.unwrap();
    assert_eq!(epoch, before.epoch);
    assert_eq!(world.map().await, "HAAAAAAAAA");
    let other = EventMeta { seat_count: 11, ..meta(world.event, Timestamp::from_micros(0)) };
    let refused = world.store.install(other).await;
    assert!(matches!(refused, Err(InstallError::OtherSeatCount { installed: SEATS })), "{refused:?}");
    world.check_fold().await;
}

pub(crate) async fn two_events_have_versions_of_their_own(store: impl StoreUnderTest + 'static) {
    let mut world = World::new(store).await;
    world.hold("mina", &[1, 2], 120).await.unwrap();
    world.open(2).await;
    world.hold("mina", &[3], 120).await.unwrap();
    assert_eq!(world.published().await, [(1, 3, 'H')]);
    assert_eq!(world.map().await, "AAHAAAAAAA");
    world.check_fold().await;
}
