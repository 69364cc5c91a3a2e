//! `POST /api/reservations` at an event of which no single seat may be left.

use contracts::ErrorCode;
use contracts::http::error::ErrorDetails;
use contracts::http::reservation::ReservationBody;
use testkit::Answer;

use crate::room::{HOUR, Room, THEATRE};

fn singles(answer: &Answer) -> Vec<i64> {
    match answer.refused(ErrorCode::LeavesSingleSeat).details {
        Some(ErrorDetails::SingleSeats(seats)) => seats,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_choice_that_leaves_a_single_seat_is_refused_and_says_which() {
    let room = Room::open().await;
    let mina = room.api.with_caller("mina");
    assert_eq!(singles(&mina.hold(THEATRE, &[2, 3]).await), [1]);
    assert_eq!(singles(&mina.hold(THEATRE, &[5, 7]).await), [6]);
    assert_eq!(singles(&mina.hold(THEATRE, &[12, 19]).await), [11, 20]);
    assert_eq!(mina.hold(THEATRE, &[3, 4]).await.status, 201, "two are left at the side");
    assert_eq!(singles(&mina.hold(THEATRE, &[1]).await), [2]);
    assert_eq!(mina.hold(THEATRE, &[1, 2]).await.status, 201);
    let held = room.reservations.snapshot(primitives::EventId::new(THEATRE).unwrap()).await.unwrap();
    assert_eq!(held.version, 4, "a refused hold has held nothing");
    room.close().await;
}

#[tokio::test]
async fn the_last_seats_of_a_row_are_sold_as_they_come() {
    let room = Room::open().await;
    let (mina, joon) = (room.api.with_caller("mina"), room.api.with_caller("joon"));
    assert_eq!(mina.hold(THEATRE, &[1, 2, 3, 4, 5, 6, 7]).await.status, 201);
    assert_eq!(singles(&joon.hold(THEATRE, &[9]).await), [8, 10], "another single seat would leave two");
    assert_eq!(joon.hold(THEATRE, &[9, 10]).await.status, 201, "any two of the three leave one");
    assert_eq!(joon.hold(THEATRE, &[8]).await.status, 201, "the single one itself");
    // The circle is another row: there is room for better.
    assert_eq!(singles(&joon.hold(THEATRE, &[12]).await), [11]);
    room.close().await;
}

#[tokio::test]
async fn single_seats_may_be_left_once_it_is_late() {
    let room = Room::open().await;
    let mina = room.api.with_caller("mina");
    assert_eq!(singles(&mina.hold(THEATRE, &[2]).await), [1]);
    room.clock.advance(HOUR);
    assert_eq!(mina.hold(THEATRE, &[2]).await.status, 201);
    room.close().await;
}

#[tokio::test]
async fn the_best_seats_leave_none_single_where_they_need_not() {
    let room = Room::open().await;
    for buyer in 0..10 {
        let held = room.api.with_caller(&format!("buyer-{buyer}")).hold_best(THEATRE, 2).await;
        let held: ReservationBody = held.ok();
        let [first, second] = held.seat_ids[..] else { panic!("{held:?}") };
        assert!(first % 2 == 1 && second == first + 1, "pairs from the end of a row: {:?}", held.seat_ids);
    }
    room.close().await;
}
