//! `POST /api/orders` and its key, from outside: one test a row of the idempotency table that a client can see.

use contracts::ErrorCode;
use contracts::http::order::{OrderBody, OrderListBody, OrderStatus, TimelineOutcome, TimelineStep};
use testkit::{ApiClient, eventually};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::{CLUB, HALL, SOON, demo, start};

/// The order once its money has moved or was let go.
pub(crate) async fn settled(api: &ApiClient, id: Uuid) -> OrderBody {
    eventually("the order is settled", SOON, async || {
        let order: OrderBody = api.order(id).await.ok();
        let captured = order
            .timeline
            .iter()
            .any(|entry| entry.step == TimelineStep::Capture && entry.outcome == TimelineOutcome::Done);
        (order.status == OrderStatus::Cancelled || captured).then_some(order)
    })
    .await
}

#[tokio::test]
async fn fifty_identical_posts_at_once_are_one_order_with_one_answer() {
    let server = start(&demo()).await;
    let api = server.api().with_caller("mina");
    assert_eq!(api.hold(CLUB, &[1]).await.status, 201);
    let mut posts = JoinSet::new();
    for _ in 0..50 {
        let api = api.clone();
        posts.spawn(async move { api.place_order(CLUB, &[1], Some("tok_ok"), "one-order").await });
    }
    let mut bodies = Vec::new();
    while let Some(answer) = posts.join_next().await {
        let answer = answer.unwrap();
        if answer.status == 409 {
            answer.refused(ErrorCode::IdempotencyKeyInProgress);
            assert_eq!(answer.header("Retry-After"), Some("1"));
        } else {
            assert_eq!(answer.status, 201, "{answer}");
            bodies.push(answer.bytes);
        }
    }
    bodies.push(api.place_order(CLUB, &[1], Some("tok_ok"), "one-order").await.bytes);
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "the answers differ");
    assert_eq!(api.orders(None).await.ok::<OrderListBody>().items.len(), 1);
}

#[tokio::test]
async fn a_replay_repeats_the_first_answer_to_the_byte_even_after_a_kill() {
    let mut server = start(&demo()).await;
    let api = server.api();
    assert_eq!(api.hold(CLUB, &[5]).await.status, 201);
    let first = api.place_order(CLUB, &[5], Some("tok_ok"), "a-key-to-repeat").await;
    server.kill9();
    server.restart().await;
    let replay = api.place_order(CLUB, &[5], Some("tok_ok"), "a-key-to-repeat").await;
    assert_eq!((first.status, replay.status), (201, 201));
    assert_eq!(first.bytes, replay.bytes);
    assert_eq!(replay.header("Idempotent-Replayed"), Some("true"));
    assert_eq!(first.header("Location"), replay.header("Location"));
    assert_eq!(first.trace_id(), replay.trace_id());
    api.place_order(CLUB, &[6], Some("tok_ok"), "a-key-to-repeat")
        .await
        .refused(ErrorCode::IdempotencyKeyReused);
}

#[tokio::test]
async fn the_key_is_asked_for_and_looked_at() {
    let server = start(&demo()).await;
    let api = server.api();
    let body = contracts::http::order::PlaceOrderBody {
        event_id: CLUB,
        seat_ids: vec![1],
        payment_method: None,
        hold_token: None,
    };
    let missing = api.place_order_as(&body).await;
    missing.refused(ErrorCode::IdempotencyKeyMissing);
    assert!(missing.header("Link").is_some_and(|link| link.contains("describedby")));
    for invalid in ["", "\"\"", "\"open", &"k".repeat(256)] {
        api.place_order_as(&body).key(invalid).await.refused(ErrorCode::IdempotencyKeyInvalid);
    }
}

#[tokio::test]
async fn a_refused_order_leaves_its_key_free_to_be_used_again() {
    let server = start(&demo()).await;
    let api = server.api();
    api.place_order(CLUB, &[8], None, "used-too-early-key").await.refused(ErrorCode::HoldRequired);
    assert_eq!(api.hold(CLUB, &[8]).await.status, 201);
    let placed = api.place_order(CLUB, &[8], None, "used-too-early-key").await;
    assert_eq!(placed.status, 201, "{placed}");
    assert_eq!(placed.header("Idempotent-Replayed"), None);
}

#[tokio::test]
async fn two_users_with_one_key_are_two_orders() {
    let server = start(&demo()).await;
    let mut ids = Vec::new();
    for (user, seat) in [("mina", 1), ("joon", 2)] {
        let api = server.api().with_caller(user);
        assert_eq!(api.hold(HALL, &[seat]).await.status, 201);
        let placed = api.place_order(HALL, &[seat], None, "the-same-key").await;
        ids.push(placed.ok::<contracts::http::order::OrderPlacedBody>().order_id);
    }
    assert_ne!(ids.first(), ids.last());
}

#[tokio::test]
async fn a_list_of_orders_is_paged_and_needs_a_name() {
    let server = start(&demo()).await;
    server.api().orders(None).await.refused(ErrorCode::Unauthenticated);
    let api = server.api().with_caller("mina");
    for seat in 1..=5 {
        assert_eq!(api.hold(HALL, &[seat]).await.status, 201);
        assert_eq!(
            api.place_order(HALL, &[seat], Some("tok_ok"), &format!("order-{seat}")).await.status,
            201
        );
    }
    let mut seen = Vec::new();
    let mut cursor = None;
    loop {
        let path = match &cursor {
            Some(cursor) => format!("/api/orders?limit=2&cursor={cursor}"),
            None => "/api/orders?limit=2".to_owned(),
        };
        let page: OrderListBody = api.get(&path).await.ok();
        assert!(page.items.len() <= 2);
        seen.extend(page.items.into_iter().map(|order| order.seat_ids));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    seen.sort();
    assert_eq!(seen, (1..=5).map(|seat| vec![seat]).collect::<Vec<_>>());
    api.get("/api/orders?cursor=nonsense").await.refused(ErrorCode::BadRequest);
}
