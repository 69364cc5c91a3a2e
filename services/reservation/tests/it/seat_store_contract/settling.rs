//! The saga's commands: confirm, release, correct, and the replies that go with them.

use contracts::messages::ReservationReply;
use primitives::{EventId, MessageId};
use reservation::ports::Settled;
use uuid::Uuid;

use super::world::{TRACE, reply, seconds, user};
use super::{StoreUnderTest, World};

fn of(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(crate) async fn a_confirm_sells_all_and_replies(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1, 2], 120).await.unwrap();
    world.claim(1, &user("mina"), &[1, 2]).await.unwrap();
    assert_eq!(world.confirm(7, 1, &[1, 2]).await, Settled::Sold);
    assert_eq!(world.map().await, "SSAAAAAAAA");
    let expected = (MessageId::from_uuid(of(7)), ReservationReply::Confirmed { order_id: of(1) });
    assert_eq!(world.replies().await, [expected]);
    world.pass(seconds(10_000)).await;
    assert_eq!(world.sweeper.expire(100).await.unwrap().freed, 0, "a sold seat does not lapse");
    world.check_fold().await;
}

pub(crate) async fn a_lost_pin_is_taken_again_when_the_seat_is_free(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1, 2, 3], 10).await.unwrap();
    world.claim(1, &user("mina"), &[1, 2, 3]).await.unwrap();
    world.pass(seconds(100)).await;
    world.sweeper.expire(1).await.unwrap();
    assert_eq!(world.map().await, "AHHAAAAAAA", "one was swept, two have lapsed");
    assert_eq!(world.confirm(1, 1, &[1, 2, 3]).await, Settled::Sold);
    assert_eq!(world.map().await, "SSSAAAAAAA");
    world.check_fold().await;
}

pub(crate) async fn a_confirm_of_another_buyers_seat_sells_nothing(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1, 2], 10).await.unwrap();
    world.claim(1, &user("mina"), &[1, 2]).await.unwrap();
    world.pass(seconds(100)).await;
    world.hold("joon", &[2], 10).await.unwrap();
    assert_eq!(world.confirm(1, 1, &[1, 2]).await, Settled::Refused);
    assert_eq!(world.replies().await.last().unwrap().1, ReservationReply::ConfirmRefused { order_id: of(1) });
    world.claim(2, &user("joon"), &[2]).await.unwrap();
    assert_eq!(world.confirm(2, 1, &[2]).await, Settled::Refused, "pinned by another order");
    assert_eq!(world.confirm(3, 2, &[2]).await, Settled::Sold);
    assert_eq!(world.confirm(4, 1, &[2]).await, Settled::Refused, "sold to another order");
    assert_eq!(world.map().await, "HSAAAAAAAA");
    world.check_fold().await;
}

pub(crate) async fn a_release_leaves_a_tombstone_even_where_there_was_nothing(
    store: impl StoreUnderTest + 'static,
) {
    let mut world = World::new(store).await;
    world.release(1, 1, &[1]).await;
    assert_eq!(world.map().await, "A".repeat(10));
    assert_eq!(
        world.confirm(2, 1, &[1]).await,
        Settled::Refused,
        "the seat is free, but the order was released"
    );
    assert_eq!(world.confirm(3, 2, &[1]).await, Settled::Sold, "another order is not affected");
    world.open(2).await;
    assert_eq!(world.confirm(4, 1, &[1]).await, Settled::Sold, "at another event neither");
}

pub(crate) async fn a_release_frees_only_what_the_order_has(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1, 2, 3], 120).await.unwrap();
    world.claim(1, &user("mina"), &[1, 2]).await.unwrap();
    world.hold("joon", &[4], 120).await.unwrap();
    world.claim(2, &user("joon"), &[4]).await.unwrap();
    assert_eq!(world.confirm(1, 1, &[1]).await, Settled::Sold);
    world.release(2, 1, &[1, 2, 3, 4, 5, 11]).await;
    assert_eq!(world.map().await, "AAHHAAAAAA", "sold and pinned seats of the order, and no others");
    world.hold("sora", &[1, 2], 120).await.unwrap();
    world.check_fold().await;
}

pub(crate) async fn a_correction_changes_only_the_losers_seats_and_publishes_nothing(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    assert_eq!(world.confirm(1, 1, &[1, 2]).await, Settled::Sold);
    let version = world.version().await;
    world.correct(2, 1, &[(1, 8), (3, 9), (11, 9)]).await;
    assert_eq!(world.map().await, "SSAAAAAAAA");
    assert_eq!(world.version().await, version);
    assert_eq!(world.replies().await.last().unwrap().1, ReservationReply::Corrected { order_id: of(1) });
    assert_eq!(world.confirm(3, 8, &[1]).await, Settled::Sold, "it belongs to the winner now");
    world.release(4, 1, &[1, 2]).await;
    assert_eq!(world.map().await, "SAAAAAAAAA", "the loser gave back the winner's seat");
    world.check_fold().await;
}

pub(crate) async fn unknown_events_and_seats_are_refused_with_a_reply(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    assert_eq!(world.confirm(1, 1, &[1, 11]).await, Settled::Refused);
    let mut nowhere = world;
    nowhere.event = EventId::new(99).unwrap();
    assert_eq!(nowhere.confirm(2, 2, &[1]).await, Settled::Refused);
    nowhere.release(3, 2, &[1]).await;
    nowhere.correct(4, 2, &[(1, 3)]).await;
    nowhere.unclaim(2).await;
    let replies: Vec<_> = nowhere.replies().await.into_iter().map(|(_, reply)| reply).collect();
    assert_eq!(
        replies,
        [
            ReservationReply::ConfirmRefused { order_id: of(1) },
            ReservationReply::ConfirmRefused { order_id: of(2) },
            ReservationReply::Released { order_id: of(2) },
            ReservationReply::Corrected { order_id: of(2) },
        ]
    );
}

pub(crate) async fn repeated_commands_have_the_same_single_reply(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    for _ in 0..3 {
        assert_eq!(world.confirm(1, 1, &[1]).await, Settled::Sold);
    }
    for _ in 0..3 {
        world.correct(2, 1, &[(1, 2)]).await;
    }
    for _ in 0..3 {
        world.release(3, 2, &[1]).await;
    }
    for _ in 0..2 {
        assert_eq!(world.confirm(4, 2, &[1]).await, Settled::Refused);
    }
    let ids: Vec<_> = world.replies().await.into_iter().map(|(id, _)| id.as_uuid().as_u128()).collect();
    assert_eq!(ids, [1, 2, 3, 4]);
    assert_eq!(world.published().await, [(1, 1, 'S'), (2, 1, 'A')]);
}

pub(crate) async fn an_answer_is_a_message_like_any_other(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let message = reply(5, ReservationReply::ConfirmRefused { order_id: of(1) });
    world.store.answer(message.clone()).await.unwrap();
    world.store.answer(message.clone()).await.unwrap();
    let unsent = world.outbox.clone().unsent(10).await.unwrap();
    assert_eq!(unsent.len(), 1);
    assert_eq!((unsent[0].id, &unsent[0].payload), (message.id, &message.payload));
    assert_eq!(unsent[0].traceparent.as_deref(), Some(TRACE));
}

pub(crate) async fn old_tombstones_are_forgotten(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.release(1, 1, &[]).await;
    world.pass(seconds(100)).await;
    world.release(2, 2, &[]).await;
    world.sweeper.forget(seconds(50), 10).await.unwrap();
    assert_eq!(world.confirm(3, 2, &[2]).await, Settled::Refused, "this one is young");
    assert_eq!(world.confirm(4, 1, &[1]).await, Settled::Sold, "the tombstone is forgotten");
}
