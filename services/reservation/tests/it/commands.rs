//! The saga's commands over the bus: each has one reply, whatever it names and however often it is delivered.

use contracts::http::catalog::SeatStatus;
use contracts::messages::{Correction, ReservationCommand, ReservationReply, SeatEvent};
use primitives::{Credentials, EventId, OrderId, SeatId, UserId};
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
    let caller = Credentials { user: UserId::parse("mina"), token: None, open: false };
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
