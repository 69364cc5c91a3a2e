//! The promise of the Idempotency-Key, one test a row.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use contracts::ErrorCode;
use contracts::http::order::{CancelReason, OrderPlacedBody, OrderStatus};
use futures::future::join_all;
use order::ports::ClaimError;
use primitives::FakeClock;
use testkit::eventually;

use crate::others::refusing;
use crate::room::{Plan, Room, SOON, body, replayed};

#[tokio::test]
async fn a_missing_key_is_refused_with_a_link_to_the_docs() {
    let room = Room::open().await;
    let refused = room.api.place_order_as(&body(&[1])).await;
    refused.refused(ErrorCode::IdempotencyKeyMissing);
    assert_eq!(refused.header("Link"), Some("</docs>; rel=\"describedby\""));
    room.close().await;
}

#[tokio::test]
async fn a_malformed_key_is_refused() {
    let room = Room::open().await;
    for key in ["", "\"\"", "\"open", "two words", &"k".repeat(256)] {
        room.api.place_order_as(&body(&[1])).key(key).await.refused(ErrorCode::IdempotencyKeyInvalid);
    }
    room.close().await;
}

#[tokio::test]
async fn a_quoted_key_is_the_key_between_the_quotes() {
    let room = Room::open().await;
    let bare = room.api.place_order_as(&body(&[1])).key("k").await;
    let quoted = room.api.place_order_as(&body(&[1])).key("\"k\"").await;
    assert!(replayed(&quoted) && quoted.bytes == bare.bytes);
    room.close().await;
}

#[tokio::test]
async fn an_invalid_body_is_not_remembered() {
    let room = Room::open().await;
    room.api.place_order_as(&body(&[])).key("k").await.refused(ErrorCode::ValidationFailed);
    assert_eq!(room.api.place_order_as(&body(&[1])).key("k").await.status, 201);
    room.close().await;
}

#[tokio::test]
async fn the_same_request_gets_the_same_answer_byte_for_byte() {
    let room = Room::open().await;
    let first = room.api.place_order(1, &[1], Some("tok_ok"), "k").await;
    let placed: OrderPlacedBody = first.ok();
    room.until_confirmed(placed.order_id).await;
    let again = room.api.place_order(1, &[1], Some("tok_ok"), "k").await;
    assert_eq!((again.status, &again.bytes), (201, &first.bytes));
    assert!(replayed(&again) && !replayed(&first));
    assert_eq!(again.header("Location"), first.header("Location"));
    assert_eq!(again.trace_id(), first.trace_id(), "a replay names the trace of the order");
    assert_eq!(room.count_orders().await, 1);
    room.close().await;
}

#[tokio::test]
async fn a_key_that_is_being_worked_on_is_waited_for() {
    let room = Room::open().await;
    room.seats.hold_claims_back();
    let first = room.api.place_order_as(&body(&[1])).key("k");
    let second = room.api.place_order_as(&body(&[1])).key("k");
    let (first, second, ()) = tokio::join!(first.into_future(), second.into_future(), async {
        eventually("the first claims", SOON, async || (room.seats.claimed() == 1).then_some(())).await;
        room.seats.let_claims_through();
    });
    assert_eq!(first.bytes, second.bytes);
    assert!(replayed(&first) != replayed(&second), "one of the two was the first");
    assert_eq!(room.seats.claimed(), 1);
    room.close().await;
}

#[tokio::test]
async fn a_key_that_is_worked_on_for_long_is_refused_for_now() {
    let mut plan = Plan::new();
    plan.config.limits.in_flight = Duration::from_millis(20);
    plan.config.limits.claim = SOON;
    let room = plan.open().await;
    room.seats.hold_claims_back();
    let first = room.api.place_order_as(&body(&[1])).key("k");
    let (first, ()) = tokio::join!(first.into_future(), async {
        eventually("the first claims", SOON, async || (room.seats.claimed() == 1).then_some(())).await;
        let second = room.api.place_order_as(&body(&[1])).key("k").await;
        second.refused(ErrorCode::IdempotencyKeyInProgress);
        assert_eq!(second.header("Retry-After"), Some("1"));
        room.seats.let_claims_through();
    });
    assert_eq!(first.status, 201);
    assert!(replayed(&room.api.place_order_as(&body(&[1])).key("k").await));
    room.close().await;
}

#[tokio::test]
async fn a_key_stands_for_one_request() {
    let room = Room::open().await;
    assert_eq!(room.api.place_order(1, &[1], None, "k").await.status, 201);
    room.api.place_order(1, &[2], None, "k").await.refused(ErrorCode::IdempotencyKeyReused);
    room.api.place_order(1, &[1], Some("tok_ok"), "k").await.refused(ErrorCode::IdempotencyKeyReused);
    assert_eq!(room.count_orders().await, 1);
    room.close().await;
}

#[tokio::test]
async fn the_token_is_no_part_of_the_request_but_says_whose_key_it_is() {
    let room = Room::open().await;
    let with_token = contracts::http::order::PlaceOrderBody { hold_token: Some(room.token()), ..body(&[1]) };
    let mina = room.api.with_caller("mina");
    let first = mina.place_order_as(&body(&[1])).key("k").await;
    let again = mina.place_order_as(&with_token).key("k").await;
    assert!(replayed(&again) && again.bytes == first.bytes);

    let first = room.api.place_order_as(&with_token).key("k").await;
    let again = room.api.with_token(&room.token()).place_order_as(&body(&[1])).key("k").await;
    assert!(replayed(&again) && again.bytes == first.bytes);
    let stranger = room.api.place_order_as(&body(&[1])).key("k").await;
    assert!(!replayed(&stranger) && stranger.bytes != first.bytes, "{stranger}");
    room.close().await;
}

#[tokio::test]
async fn two_callers_may_use_the_same_key() {
    let room = Room::open().await;
    let anonymous: OrderPlacedBody = room.api.place_order(1, &[1], None, "k").await.ok();
    let mina: OrderPlacedBody = room.api.with_caller("mina").place_order(1, &[2], None, "k").await.ok();
    let joon: OrderPlacedBody = room.api.with_caller("joon").place_order(1, &[2], None, "k").await.ok();
    assert!(anonymous.order_id != mina.order_id && mina.order_id != joon.order_id);
    room.close().await;
}

#[tokio::test]
async fn a_refusal_before_anything_was_written_is_not_remembered() {
    let room = Room::open().await;
    room.seats.refuse(|| ClaimError::Expired);
    room.api.place_order(1, &[1], None, "k").await.refused(ErrorCode::HoldExpired);
    let held_again = room.api.place_order(1, &[1], None, "k").await;
    assert_eq!(held_again.status, 201);
    assert!(!replayed(&held_again));
    room.close().await;
}

#[tokio::test]
async fn a_refusal_within_the_saga_does_not_change_the_answer() {
    let room = Plan::new().policy(refusing("authorize")).open().await;
    let first = room.api.place_order(1, &[1], None, "k").await;
    let placed: OrderPlacedBody = first.ok();
    let order = room.until_cancelled(placed.order_id).await;
    assert_eq!(order.reason, Some(CancelReason::PaymentDeclined));
    let again = room.api.place_order(1, &[1], None, "k").await;
    assert_eq!((again.status, &again.bytes), (201, &first.bytes));
    assert_eq!(placed.status, OrderStatus::Created);
    room.close().await;
}

#[tokio::test]
async fn an_unknown_outcome_is_not_remembered_and_the_same_key_finds_out() {
    let room = Room::open().await;
    for _ in 0..3 {
        room.seats.refuse(|| ClaimError::Unavailable("gone".into()));
    }
    room.api.place_order(1, &[1], None, "k").await.refused(ErrorCode::Unavailable);
    let retried = room.api.place_order(1, &[1], None, "k").await;
    assert!(retried.status == 201 && !replayed(&retried));
    assert!(room.seats.unclaimed.lock().unwrap().is_empty(), "the retry needs what the first try claimed");
    room.close().await;
}

#[tokio::test]
async fn an_order_is_placed_even_if_its_buyer_hangs_up() {
    let room = Room::open().await;
    room.seats.hold_claims_back();
    let call = room.api.place_order_as(&body(&[1])).key("k").into_future();
    let under_way =
        eventually("the claim is under way", SOON, async || (room.seats.claimed() > 0).then_some(()));
    tokio::select! {
        answer = call => panic!("the claim was held back, and yet there was an answer: {answer}"),
        // What hangs up is that the call is dropped here.
        () = under_way => {}
    }
    room.seats.let_claims_through();
    eventually("the order is there", SOON, async || (room.count_orders().await == 1).then_some(())).await;
    assert!(replayed(&room.api.place_order_as(&body(&[1])).key("k").await));
    room.close().await;
}

#[tokio::test]
async fn a_replay_calls_no_other_service() {
    let room = Room::open().await;
    room.place(&[1]).await;
    let claims = room.seats.claimed();
    room.prices.down.store(true, Ordering::SeqCst);
    room.seats.hold_claims_back();
    let again = room.api.place_order_as(&body(&[1])).key("order-of-[1]").await;
    assert!(replayed(&again));
    assert_eq!(room.seats.claimed(), claims);
    room.close().await;
}

#[tokio::test]
async fn a_key_is_never_forgotten() {
    let clock = Arc::new(FakeClock::default());
    let room = Plan::new().clock(&clock).open().await;
    let first = room.api.place_order(1, &[1], None, "k").await;
    room.until_confirmed(first.ok::<OrderPlacedBody>().order_id).await;
    let storage = room.close().await;
    clock.advance(Duration::from_secs(10 * 365 * 24 * 60 * 60));
    let room = Plan::new().clock(&clock).storage(storage).open().await;
    let again = room.api.place_order(1, &[1], None, "k").await;
    assert!(replayed(&again) && again.bytes == first.bytes);
    room.close().await;
}

#[tokio::test]
async fn fifty_identical_posts_at_once_are_one_order_with_fifty_identical_answers() {
    let room = Room::open().await;
    let post = || room.api.place_order(1, &[1, 2], None, "k").into_future();
    let answers = join_all((0..50).map(|_| post())).await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.bytes), (201, &answers[0].bytes), "{answer}");
    }
    assert_eq!(answers.iter().filter(|answer| !replayed(answer)).count(), 1);
    assert_eq!(room.count_orders().await, 1);
    room.until_confirmed(answers[0].ok::<OrderPlacedBody>().order_id).await;
    assert_eq!(room.ledger().await.len(), 2);
    room.close().await;
}
