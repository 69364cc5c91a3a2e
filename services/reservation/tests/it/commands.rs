//! The saga's commands over the bus: each has one reply, whatever it names and however often it is delivered.

use bus::{HandleError, Handler, Incoming, Message};
use contracts::http::catalog::SeatStatus;
use contracts::messages::{Correction, ReservationCommand, ReservationReply, SeatEvent};
use primitives::{Clock, Credentials, EventId, OrderId, SeatId, UserId};
use reservation::ReservationCommands;
use tracing::Span;
use uuid::Uuid;

use crate::room::{EVENT, Room};

const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

fn order(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn confirm(number: u128, event_id: i64, seat_ids: &[i64]) -> ReservationCommand {
    ReservationCommand::Confirm { order_id: order(number), event_id, seat_ids: seat_ids.to_vec() }
}

fn release(number: u128, event_id: i64, seat_ids: &[i64]) -> ReservationCommand {
    ReservationCommand::Release { order_id: order(number), event_id, seat_ids: seat_ids.to_vec() }
}

async fn pin(room: &Room, number: u128, seats: &[i64]) {
    let _: serde_json::Value = room.api.with_caller("mina").hold(EVENT, seats).await.ok();
    let caller = Credentials { user: UserId::parse("mina"), was_guest: None, token: None, open: false };
    let seats = seats.iter().map(|seat| SeatId::new(*seat).unwrap()).collect();
    let event = EventId::new(EVENT).unwrap();
    room.reservations.claim(event, OrderId::from_uuid(order(number)), seats, &caller).await.unwrap();
}

#[tokio::test]
async fn an_order_is_sold_its_seats_and_answered_in_its_own_trace() {
    let room = Room::open().await;
    pin(&room, 1, &[1, 2]).await;
    room.send_as(room.new_message_id(), &confirm(1, EVENT, &[1, 2]), Some(TRACE)).await;
    let (message, reply) = room.recorder.receive::<ReservationReply>(1).await.remove(0);
    assert_eq!(reply, ReservationReply::Confirmed { order_id: order(1) });
    assert_eq!(message.traceparent.as_deref(), Some(TRACE));
    assert_eq!(message.key, order(1).to_string());

    let changes = room.receive_changes(4).await;
    let versions: Vec<u64> = changes.iter().map(|(_, change)| change.version).collect();
    assert_eq!(versions, [1, 2, 3, 4]);
    for (message, change) in &changes[2..] {
        assert_eq!(change.status, SeatStatus::Sold);
        assert_eq!(message.traceparent.as_deref(), Some(TRACE));
    }
    room.close().await;
}

#[tokio::test]
async fn a_repeated_command_has_the_same_single_reply() {
    let room = Room::open().await;
    pin(&room, 1, &[1]).await;
    let first = room.send(&confirm(1, EVENT, &[1])).await;
    for _ in 0..3 {
        room.send_as(first, &confirm(1, EVENT, &[1]), None).await;
    }
    let again = room.send(&confirm(1, EVENT, &[1])).await;
    assert_ne!(first, again);
    let given_back = room.send(&release(1, EVENT, &[1])).await;
    room.send_as(given_back, &release(1, EVENT, &[1]), None).await;
    room.send(&confirm(1, EVENT, &[1])).await;
    let replies: Vec<_> =
        room.recorder.receive::<ReservationReply>(4).await.into_iter().map(|(_, reply)| reply).collect();
    let order_id = order(1);
    assert_eq!(
        replies,
        [
            ReservationReply::Confirmed { order_id },
            ReservationReply::Confirmed { order_id },
            ReservationReply::Released { order_id },
            ReservationReply::ConfirmRefused { order_id },
        ]
    );
    room.close().await;
}

#[tokio::test]
async fn commands_about_what_does_not_exist_have_replies_too() {
    let room = Room::open().await;
    for command in [
        confirm(1, 99, &[1]),
        confirm(2, -1, &[1]),
        confirm(3, EVENT, &[0]),
        confirm(4, EVENT, &[i64::MAX]),
        confirm(5, EVENT, &[21]),
    ] {
        room.send(&command).await;
    }
    room.send(&release(6, -1, &[1])).await;
    room.send(&release(7, EVENT, &[-3, 99])).await;
    let corrections = vec![Correction { seat_id: -3, winner: order(1) }];
    room.send(&ReservationCommand::Correct { order_id: order(8), event_id: 0, corrections }).await;
    let mut replies = room.recorder.receive::<ReservationReply>(8).await;
    replies.sort_by_key(|(_, reply)| reply.order_id());
    for (number, (_, reply)) in (1..).zip(&replies) {
        let order_id = order(number);
        let expected = match number {
            1..=5 => ReservationReply::ConfirmRefused { order_id },
            6 | 7 => ReservationReply::Released { order_id },
            _ => ReservationReply::Corrected { order_id },
        };
        assert_eq!(*reply, expected);
    }
    assert!(room.recorder.received::<SeatEvent>().is_empty(), "a refusal changed a seat");
    room.close().await;
}

fn incoming(room: &Room, command: &ReservationCommand) -> Incoming {
    let message = Message::compose(room.new_message_id(), room.clock.now(), None, command).unwrap();
    Incoming { message, span: Span::none() }
}

#[tokio::test]
async fn the_commands_of_a_batch_are_carried_out_and_those_of_one_order_in_turn() {
    let room = Room::open().await;
    for number in 1..=4 {
        pin(&room, number, &[i64::try_from(number).unwrap()]).await;
    }
    let commands = [
        confirm(1, EVENT, &[1]),
        release(2, EVENT, &[2]),
        confirm(3, EVENT, &[3]),
        confirm(2, EVENT, &[2]),
        release(1, EVENT, &[1]),
        confirm(4, EVENT, &[3]),
    ];
    let batch = commands.each_ref().map(|command| incoming(&room, command));
    ReservationCommands(room.reservations.clone()).handle(&batch).await.unwrap();
    let replies = room.recorder.receive::<ReservationReply>(6).await;
    let of = |number| -> Vec<ReservationReply> {
        let replies = replies.iter().map(|(_, reply)| *reply);
        replies.filter(|reply| reply.order_id() == order(number)).collect()
    };
    let order_id = order;
    let (first, second) = (order_id(1), order_id(2));
    assert_eq!(
        of(1),
        [ReservationReply::Confirmed { order_id: first }, ReservationReply::Released { order_id: first },]
    );
    assert_eq!(
        of(2),
        [
            ReservationReply::Released { order_id: second },
            ReservationReply::ConfirmRefused { order_id: second },
        ]
    );
    assert_eq!(of(3), [ReservationReply::Confirmed { order_id: order(3) }]);
    assert_eq!(of(4), [ReservationReply::ConfirmRefused { order_id: order(4) }]);
    room.close().await;
}

#[tokio::test]
async fn a_message_that_is_no_command_is_named_as_poison_and_the_others_are_carried_out() {
    for position in [0, 2, 4] {
        let room = Room::open().await;
        let mut batch: Vec<Incoming> =
            (1..=4).map(|number| incoming(&room, &release(number, EVENT, &[1]))).collect();
        let mut nonsense = incoming(&room, &release(9, EVENT, &[1]));
        nonsense.message.payload = "{".to_owned();
        batch.insert(position, nonsense);
        let handler = ReservationCommands(room.reservations.clone());
        assert!(matches!(handler.handle(&batch).await, Err(HandleError::Poison(_))));
        // As the consumer offers it again.
        batch.remove(position);
        handler.handle(&batch).await.unwrap();
        let replies = room.recorder.receive::<ReservationReply>(4).await;
        assert_eq!(replies.len(), 4, "a repeated command has one reply");
        room.close().await;
    }
}
