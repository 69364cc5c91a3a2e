//! Commands that come together: an engine may carry them out in one step, but decides about each as if it were alone.

use contracts::messages::ReservationReply::{self, ConfirmRefused, Confirmed, Released};
use futures::future::{join, join_all};
use primitives::{EventId, MessageId};
use reservation::ports::{ClaimError, ClaimSeats, ConfirmReplies, OrderCommand, Settled};
use uuid::Uuid;

use super::world::{TRACE, changes, order, reply, seats, seconds, user};
use super::{StoreUnderTest, World};

const ORDERS: u128 = 32;
/// Another buyer has the seat of this one.
const REFUSED: u128 = 7;
/// At an event that does not exist.
const NOWHERE: u128 = 20;

fn buyer(number: u128) -> String {
    format!("buyer-{number}")
}

fn seat_of(number: u128) -> i64 {
    i64::try_from(number).unwrap()
}

fn event_of(world: &World, number: u128) -> EventId {
    if number == NOWHERE { EventId::new(99).unwrap() } else { world.event }
}

/// Each buyer holds the seat of its number, but one, whose seat is held by another.
async fn all_hold(world: &World) {
    let hold = async |number| {
        let who = if number == REFUSED { "joon".to_owned() } else { buyer(number) };
        world.hold(&who, &[seat_of(number)], 120).await.unwrap();
    };
    join_all((1..=ORDERS).map(hold)).await;
}

async fn claim(world: &World, number: u128) -> Result<(), ClaimError> {
    let command = ClaimSeats {
        event: event_of(world, number),
        order: order(number),
        seats: seats(&[seat_of(number)]),
        pin: seconds(90),
        caller: user(&buyer(number)),
    };
    world.store.claim(command).await.map(drop)
}

async fn confirm(world: &World, number: u128) -> Settled {
    let order_id = Uuid::from_u128(number);
    let replies = ConfirmReplies {
        confirmed: reply(number, Confirmed { order_id }),
        refused: reply(number, ConfirmRefused { order_id }),
    };
    let (event, seats) = (event_of(world, number), seats(&[seat_of(number)]));
    let command = OrderCommand { event, order: order(number), seats, traceparent: Some(TRACE.to_owned()) };
    world.store.confirm(command, replies).await.unwrap()
}

pub(crate) async fn thirty_two_orders_at_once_are_each_decided_alone(store: impl StoreUnderTest + 'static) {
    let mut world = World::new(store).await;
    world.open_with(2, 40).await;
    all_hold(&world).await;
    let claimed = join_all((1..=ORDERS).map(|number| claim(&world, number))).await;
    for (number, claimed) in (1..).zip(claimed) {
        match number {
            REFUSED => assert!(matches!(claimed, Err(ClaimError::NotYours)), "{claimed:?}"),
            NOWHERE => assert!(matches!(claimed, Err(ClaimError::UnknownEvent)), "{claimed:?}"),
            _ => claimed.unwrap(),
        }
    }
    let settled = join_all((1..=ORDERS).map(|number| confirm(&world, number))).await;
    let is_sold = |number| ![REFUSED, NOWHERE].contains(&number);
    for (number, settled) in (1..).zip(settled) {
        let expected = if is_sold(number) { Settled::Sold } else { Settled::Refused };
        assert_eq!(settled, expected, "order {number}");
    }
    let expected = (1..=ORDERS).map(|number| {
        let order_id = Uuid::from_u128(number);
        let body = if is_sold(number) { Confirmed { order_id } } else { ConfirmRefused { order_id } };
        (MessageId::from_uuid(order_id), body)
    });
    assert_eq!(world.replies().await, expected.collect::<Vec<_>>());
    let letter = |number| match number {
        REFUSED | NOWHERE => 'H',
        33.. => 'A',
        _ => 'S',
    };
    assert_eq!(world.map().await, (1..=40).map(letter).collect::<String>());
    world.check_fold().await;
}

pub(crate) async fn an_order_that_comes_twice_at_once_is_one(store: impl StoreUnderTest + 'static) {
    let mut world = World::new(store).await;
    world.open_with(2, 40).await;
    all_hold(&world).await;
    let twice = (1..=6).flat_map(|number| [number, number]);
    for claimed in join_all(twice.clone().map(|number| claim(&world, number))).await {
        claimed.unwrap();
    }
    // The same command delivered twice.
    let settled = join_all(twice.map(|number| confirm(&world, number))).await;
    assert_eq!(settled, vec![Settled::Sold; 12]);
    let replied: Vec<ReservationReply> = world.replies().await.into_iter().map(|(_, reply)| reply).collect();
    let expected: Vec<_> = (1..=6).map(|number| Confirmed { order_id: Uuid::from_u128(number) }).collect();
    assert_eq!(replied, expected);
    world.check_fold().await;
}

pub(crate) async fn commands_of_one_order_are_carried_out_in_their_order(
    store: impl StoreUnderTest + 'static,
) {
    let mut world = World::new(store).await;
    world.open_with(2, 40).await;
    all_hold(&world).await;
    for number in 1..=3 {
        claim(&world, number).await.unwrap();
    }
    // Others are under way, so that these meet.
    let others = join_all((21..=ORDERS).map(|number| claim(&world, number)));
    let sold_and_released = async {
        let (settled, ()) = join(confirm(&world, 1), world.release(101, 1, &[1])).await;
        assert_eq!(settled, Settled::Sold);
    };
    let released_and_refused = async {
        let ((), settled) = join(world.release(102, 2, &[2]), confirm(&world, 2)).await;
        assert_eq!(settled, Settled::Refused);
    };
    join(others, join(sold_and_released, released_and_refused)).await;
    assert_eq!(world.map().await[..3], *"AAH");
    let of = |number| world.replies_to(number);
    let order_id = Uuid::from_u128;
    assert_eq!(of(1).await, [Confirmed { order_id: order_id(1) }, Released { order_id: order_id(1) }]);
    assert_eq!(of(2).await, [Released { order_id: order_id(2) }, ConfirmRefused { order_id: order_id(2) }]);
    world.check_fold().await;
}

pub(crate) async fn changes_of_one_step_share_a_message(store: impl StoreUnderTest + 'static) {
    let mut world = World::new(store).await;
    world.open_with(2, 300).await;
    let held = (1..=300).map(|number| {
        let who = format!("buyer-{number}");
        let world = &world;
        async move { world.hold(&who, &[number], 120).await.unwrap() }
    });
    join_all(held).await;
    let messages = world.seat_messages().await;
    // At most 32 commands share a call to Redis, and at most 256 a commit; the first may be alone.
    assert!(messages.len() <= 11, "{} messages", messages.len());
    assert!(messages.iter().map(changes).all(|changes| changes.len() <= 256));
    world.check_fold().await;
}
