//! A purchase, and what stands in its way.

use std::time::Duration;

use holdfast_client::bodies::catalog::SeatStatus;
use holdfast_client::bodies::error::{ErrorDetails, SeatConflict};
use holdfast_client::bodies::order::{OrderStatus, PlaceOrderBody};
use holdfast_client::bodies::reservation::{BestSeatsBody, ExtendHoldBody, HoldSeatsBody};
use holdfast_client::{CallOptions, ErrorCode};

use crate::demo::{SHOW, buyer};

fn one_seat() -> BestSeatsBody {
    BestSeatsBody { event_id: SHOW, quantity: 1, hold_seconds: Some(30), ..BestSeatsBody::default() }
}

#[tokio::test]
async fn what_is_held_can_be_read_extended_and_bought() {
    let holdfast = buyer();
    let hold = holdfast.hold_best_seats(&one_seat(), &CallOptions::new()).await.unwrap();
    let options = CallOptions::new().hold_token(&hold.hold_token);
    let held = holdfast.get_reservation(hold.reservation_id, &options).await.unwrap();
    assert_eq!(held.seat_ids, hold.seat_ids);
    let minute = ExtendHoldBody { seconds: Some(60) };
    let extended = holdfast.extend_reservation(hold.reservation_id, &minute, &options).await.unwrap();
    assert!(extended.expires_at.0 > hold.expires_at.0);
    let wanted = PlaceOrderBody {
        event_id: SHOW,
        seat_ids: hold.seat_ids.clone(),
        payment_method: Some("tok_ok".to_owned()),
        hold_token: None,
    };
    let waiting = options.clone().wait(Duration::from_secs(10));
    let order = holdfast.place_order(&wanted, &waiting).await.unwrap();
    assert_eq!(order.status, OrderStatus::Confirmed);
    assert_eq!(holdfast.get_order(order.order_id, &options).await.unwrap().seat_ids, hold.seat_ids);
}

#[tokio::test]
async fn what_one_buyer_holds_another_cannot_and_is_shown_why() {
    let holdfast = buyer();
    let hold = holdfast.hold_best_seats(&one_seat(), &CallOptions::new()).await.unwrap();
    let seats = Some(hold.seat_ids.clone());
    let wanted = HoldSeatsBody { event_id: SHOW, seat_ids: seats, ..HoldSeatsBody::default() };
    let problem = buyer().hold_seats(&wanted, &CallOptions::new()).await.unwrap_err();
    assert_eq!(problem.known(), Some(ErrorCode::ReservationConflict));
    let conflict = SeatConflict { seat_id: hold.seat_ids[0], status: SeatStatus::Held };
    assert_eq!(problem.details.as_deref(), Some(&ErrorDetails::Conflicts(vec![conflict])));
    let options = CallOptions::new().hold_token(hold.hold_token);
    holdfast.release_reservation(hold.reservation_id, &options).await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_named_field_by_field() {
    let wanted = HoldSeatsBody { event_id: SHOW, seat_ids: Some(Vec::new()), ..HoldSeatsBody::default() };
    let problem = buyer().hold_seats(&wanted, &CallOptions::new()).await.unwrap_err();
    assert_eq!((problem.status, problem.retryable), (Some(422), false));
    assert!(problem.fields.iter().any(|field| field.field == "seatIds"), "{problem:?}");
    assert!(problem.trace_id.is_some());
}
