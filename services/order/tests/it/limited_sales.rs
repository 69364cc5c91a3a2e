//! `POST /purchase` and `POST /pay/{orderId}`: design 000, sales of a limited quantity.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use contracts::ErrorCode;
use contracts::http::purchase::{PaidBody, PaidStatus, PurchasedBody};
use futures::future::join_all;
use order::ports::ClaimError;
use primitives::{FakeClock, HoldId};
use serde_json::{Value, json};
use testkit::{Answer, ApiClient, Call, eventually};
use uuid::Uuid;

use crate::others::{refusing, silent};
use crate::room::{Plan, Room, SOON, replayed};

fn purchase(api: &ApiClient, event: &Value, qty: i64) -> Call {
    api.post("/purchase").json(&json!({ "eventId": event, "qty": qty }))
}

/// Under its own key.
async fn buy(api: &ApiClient, key: &str) -> Answer {
    purchase(api, &json!("E1"), 1).key(key).await
}

fn held(answer: &Answer) -> Uuid {
    match answer.ok() {
        PurchasedBody::Hold { order_id, .. } => order_id,
        PurchasedBody::Rejected { .. } => panic!("{answer}"),
    }
}

fn pay(api: &ApiClient, order: Uuid) -> Call {
    api.post(&format!("/pay/{order}"))
}

fn is(answer: &Answer, code: u16, status: PaidStatus) {
    let body = PaidBody { ok: status == PaidStatus::Paid, status };
    assert_eq!((answer.status, answer.json::<PaidBody>()), (code, body), "{answer}");
}

#[tokio::test]
async fn a_purchase_is_held_and_then_paid() {
    let room = Room::open().await;
    for (number, event) in [json!(1), json!("1"), json!("E1")].iter().enumerate() {
        let key = format!("k{number}");
        let answer = purchase(&room.api, event, 2).key(&key).await;
        let body: Value = answer.ok();
        assert_eq!(
            (&body["status"], &body["remaining"]),
            (&json!("HOLD"), &json!(98 - 2 * number)),
            "{body}"
        );
        assert!(body["holdExpiresAt"].as_str().is_some_and(|at| at.ends_with('Z')), "{body}");
        assert_eq!(body.as_object().unwrap().len(), 4, "{body}");
        let order = held(&answer);
        assert_eq!(room.count_orders().await, i64::try_from(number).unwrap(), "nothing is ordered yet");
        for _ in 0..2 {
            is(&pay(&room.api, order).await, 200, PaidStatus::Paid);
        }
        let sold = room.order(order).await;
        assert_eq!((sold.seat_ids.len(), sold.amount), (2, 1_800));
    }
    room.close().await;
}

#[tokio::test]
async fn what_is_wrong_with_a_purchase_is_said_and_nothing_is_held() {
    let room = Room::open().await;
    let call = |event: Value, qty: i64| purchase(&room.api, &event, qty);
    call(json!(1), 1).await.refused(ErrorCode::IdempotencyKeyMissing);
    call(json!(1), 1).key("two words").await.refused(ErrorCode::IdempotencyKeyInvalid);
    for (event, qty, field) in [
        (json!("seven"), 1, "eventId"),
        (json!(0), 1, "eventId"),
        (json!(null), 1, "eventId"),
        (json!(1), 0, "qty"),
        (json!(1), -1, "qty"),
        (json!(1), 9, "qty"),
    ] {
        let refused = call(event, qty).key("k").await;
        refused.refused(ErrorCode::ValidationFailed);
        assert!(refused.to_string().contains(field), "{refused}");
    }
    let more = json!({ "eventId": 1, "qty": 1, "price": 1 });
    room.api.post("/purchase").json(&more).key("k").await.refused(ErrorCode::ValidationFailed);
    call(json!(2), 1).key("k").await.refused(ErrorCode::EventNotFound);
    assert!(matches!(call(json!(1), 1).key("k").await.ok(), PurchasedBody::Hold { remaining: 99, .. }));
    room.close().await;
}

#[tokio::test]
async fn a_key_stands_for_one_purchase_of_one_caller() {
    let room = Room::open().await;
    let first = buy(&room.api, "k").await;
    let again = buy(&room.api, "\"k\"").await;
    assert!(!replayed(&first) && replayed(&again) && first.bytes == again.bytes, "{again}");
    assert_eq!(first.header("Hold-Token"), again.header("Hold-Token"));
    purchase(&room.api, &json!(1), 2).key("k").await.refused(ErrorCode::IdempotencyKeyConflict);
    let mina = room.api.with_caller("mina");
    assert_ne!(held(&buy(&mina, "k").await), held(&first), "the key of another caller is another key");
    // Nor is it the key of an order.
    assert_eq!(room.api.place_order(1, &[1], None, "k").await.status, 201);
    room.close().await;
}

#[tokio::test]
async fn who_did_not_purchase_does_not_pay() {
    let room = Room::open().await;
    let mina = room.api.with_caller("mina");
    let order = held(&buy(&mina, "k").await);
    pay(&room.api, order).await.refused(ErrorCode::OrderNotFound);
    pay(&room.api.with_caller("joon"), order).await.refused(ErrorCode::OrderNotFound);
    pay(&room.api, Uuid::from_u128(1)).await.refused(ErrorCode::OrderNotFound);
    room.api.post("/pay/nonsense").await.refused(ErrorCode::BadRequest);
    assert_eq!(room.count_orders().await, 0);
    is(&pay(&mina, order).await, 200, PaidStatus::Paid);
    // An order that was placed in another way is answered for, too.
    let placed = room.place(&[1]).await.order_id;
    room.until_confirmed(placed).await;
    is(&pay(&room.api, placed).await, 200, PaidStatus::Paid);
    room.close().await;
}

#[tokio::test]
async fn where_callers_are_unknown_the_secret_or_the_token_says_whose_it_is() {
    let mut plan = Plan::new();
    plan.http.anonymous_open = false;
    let room = plan.open().await;
    buy(&room.api, "k").await.refused(ErrorCode::IdempotencyKeyInvalid);
    let (mine, other) = ("m".repeat(32), "o".repeat(32));
    let purchased = purchase(&room.api, &json!(1), 1).key("k").header("Guest-Secret", &mine).await;
    let order = held(&purchased);
    pay(&room.api, order).await.refused(ErrorCode::IdempotencyKeyInvalid);
    pay(&room.api, order).header("Guest-Secret", &other).await.refused(ErrorCode::OrderNotFound);
    is(&pay(&room.api, order).header("Guest-Secret", &mine).await, 200, PaidStatus::Paid);
    let token = purchased.header("Hold-Token").unwrap().to_owned();
    is(&pay(&room.api.with_token(&token), order).await, 200, PaidStatus::Paid);
    assert_eq!(room.api.with_token(&token).order(order).await.status, 200);
    room.close().await;
}

#[tokio::test]
async fn a_payment_that_is_declined_stays_declined() {
    let room = Plan::new().policy(refusing("authorize")).open().await;
    let order = held(&buy(&room.api, "k").await);
    for _ in 0..2 {
        is(&pay(&room.api, order).await, 402, PaidStatus::Declined);
    }
    assert_eq!(room.count_orders().await, 1);
    room.close().await;
}

#[tokio::test]
async fn a_hold_that_has_ended_is_not_paid_for() {
    let room = Room::open().await;
    let order = held(&buy(&room.api, "k").await);
    let gone = [|| ClaimError::Expired, || ClaimError::HoldRequired, || ClaimError::NotOwner];
    for refusal in gone {
        room.seats.refuse(refusal);
        is(&pay(&room.api, order).await, 410, PaidStatus::Expired);
    }
    assert_eq!(room.count_orders().await, 0);
    let lost = held(&buy(&room.api, "l").await);
    room.others.behave(refusing("confirm"));
    is(&pay(&room.api, lost).await, 410, PaidStatus::Expired);
    room.close().await;
}

/// A named buyer, who needs no token: the seat store would let the order have them.
#[tokio::test]
async fn a_purchase_that_has_expired_is_not_paid_with_a_new_hold_of_its_places() {
    let room = Room::open().await;
    let mina = room.api.with_caller("mina");
    let order = held(&buy(&mina, "k").await);
    *room.seats.held_anew.lock().unwrap() = Some(HoldId::from_uuid(Uuid::from_u128(8)));
    for _ in 0..2 {
        is(&pay(&mina, order).await, 410, PaidStatus::Expired);
    }
    assert_eq!(room.count_orders().await, 0);
    let given_back: Vec<Uuid> = room.seats.unclaimed.lock().unwrap().iter().map(|id| *id.as_uuid()).collect();
    assert_eq!(given_back, [order, order], "the new hold is as it was");
    *room.seats.held_anew.lock().unwrap() = None;
    is(&pay(&mina, order).await, 200, PaidStatus::Paid);
    room.close().await;
}

#[tokio::test]
async fn what_is_not_decided_in_time_is_pending_and_decided_later() {
    let mut plan = Plan::new().policy(silent);
    plan.config.limits.decision_wait = Duration::from_millis(50);
    let room = plan.open().await;
    let order = held(&buy(&room.api, "k").await);
    for _ in 0..2 {
        is(&pay(&room.api, order).await, 202, PaidStatus::Pending);
    }
    room.until_received(order, "authorize", 1).await;
    let authorize = room.others.received().remove(0).command;
    room.others.behave(crate::others::willing);
    room.others.say(&authorize.granted()).await;
    room.until_confirmed(order).await;
    is(&pay(&room.api, order).await, 200, PaidStatus::Paid);
    room.close().await;
}

/// As a process that died between the hold and the record of it has left them.
#[tokio::test]
async fn a_hold_without_a_record_is_found_again_by_its_key() {
    let room = Room::open().await;
    let before = buy(&room.api, "k").await;
    let mut tx = room.database.begin().await.unwrap();
    assert_eq!(sql::query("DELETE FROM purchases").execute(&mut tx).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let after = buy(&room.api, "k").await;
    assert!(before.bytes == after.bytes && !replayed(&after), "{after}");
    is(&pay(&room.api, held(&after)).await, 200, PaidStatus::Paid);
    room.close().await;
}

#[tokio::test]
async fn a_purchase_is_forgotten_a_day_after_its_hold_and_its_order_never() {
    let clock = Arc::new(FakeClock::default());
    let storage = {
        let room = Plan::new().open().await;
        is(&pay(&room.api, held(&buy(&room.api, "paid").await)).await, 200, PaidStatus::Paid);
        buy(&room.api, "left").await;
        room.close().await
    };
    // The first turn of the worker that forgets comes with the start.
    clock.advance(Duration::from_secs(400 * 365 * 24 * 60 * 60));
    let room = Plan::new().storage(storage).clock(&clock).open().await;
    eventually("both are forgotten", SOON, async || {
        let mut reader = room.database.reader().await.unwrap();
        let (left,): (i64,) =
            sql::query("SELECT COUNT(*) FROM purchases").fetch_one(&mut reader).await.unwrap();
        (left == 0).then_some(())
    })
    .await;
    buy(&room.api, "paid").await.refused(ErrorCode::IdempotencyKeyConflict);
    assert!(matches!(buy(&room.api, "left").await.ok(), PurchasedBody::Hold { .. }), "it bought nothing");
    room.close().await;
}

/// Buyers who send everything twice.
#[tokio::test]
async fn two_hundred_buyers_of_a_hundred_places_are_a_hundred_holds_and_then_a_hundred_sales() {
    let mut plan = Plan::new();
    plan.config.limits.undecided = None;
    plan.config.limits.admission.free = 1_000;
    let room = plan.open().await;
    let buyers = (0..200).map(|number| {
        let api = room.api.with_caller(&format!("buyer-{number}"));
        async move {
            let (one, other) = tokio::join!(buy(&api, "k"), buy(&api, "k"));
            assert!(one.bytes == other.bytes || is_rejected(&one) && is_rejected(&other), "{one}; {other}");
            (api, one)
        }
    });
    let answers = join_all(buyers).await;
    let won: Vec<_> = answers.iter().filter(|(_, answer)| !is_rejected(answer)).collect();
    assert_eq!((won.len(), answers.len()), (100, 200));
    let rejected: Value = answers.iter().find(|(_, answer)| is_rejected(answer)).unwrap().1.ok();
    assert_eq!(rejected, json!({ "status": "REJECTED", "reason": "OUT_OF_STOCK", "remaining": 0 }));
    let paying = won.iter().map(|(api, answer)| async {
        let (one, other) = tokio::join!(pay(api, held(answer)), pay(api, held(answer)));
        [one.status, other.status]
    });
    let mut paid = BTreeMap::<u16, usize>::new();
    join_all(paying).await.into_iter().flatten().for_each(|status| *paid.entry(status).or_default() += 1);
    assert_eq!(paid, BTreeMap::from([(200, 200)]));
    assert_eq!((room.ledger().await.len(), room.count_orders().await), (100, 100));
    let metrics = room.metrics().await;
    for name in [
        r#"purchase_attempts_total{result="PAID"}"#,
        "purchase_duration_seconds_count",
        "db_locks_wait_seconds_count",
    ] {
        assert!(metrics.contains(name), "{name} is not in {metrics}");
    }
    room.close().await;
}

fn is_rejected(answer: &Answer) -> bool {
    matches!(answer.ok(), PurchasedBody::Rejected { .. })
}
