//! Whose holds, orders, keys and payments are whose: what a stranger gets, in closed mode and in a demo.

use contracts::ErrorCode;
use contracts::http::headers;
use contracts::http::order::OrderPlacedBody;
use contracts::http::payment::{AuthorizationStatus, AuthorizedBody};
use contracts::http::reservation::{HoldSeatsBody, ReservationBody};
use testkit::{ApiClient, Options, eventually};
use uuid::Uuid;

use crate::{CLUB, SOON, Server, demo, start};

const KEY: &str = "aaaaaaaaaaaaaaaa";
const SECRET: &str = "a-secret-of-this-browser-which-nobody-else-knows";

/// Anonymous buyers have nothing but their tokens.
fn closed() -> Options {
    demo().env("HOLDFAST_ANONYMOUS", "closed").env("HOLDFAST_CALLER_HEADER", "ignore")
}

fn seats(numbers: &[i64]) -> HoldSeatsBody {
    HoldSeatsBody { event_id: CLUB, seat_ids: Some(numbers.to_vec()), ..HoldSeatsBody::default() }
}

async fn decided(api: &ApiClient, order: Uuid) -> AuthorizationStatus {
    eventually("the payment is decided", SOON, async || {
        let answer = api.authorize(order, None).await;
        (answer.status == 200).then(|| answer.ok::<AuthorizedBody>().status)
    })
    .await
}

#[tokio::test]
async fn a_stranger_with_the_key_gets_no_token() {
    let server = start(&closed()).await;
    let api = server.api();
    let hold = |secret: Option<&str>| {
        let call = api.hold_as(&seats(&[41, 42])).key(KEY);
        secret.into_iter().fold(call, |call, secret| call.header(headers::GUEST_SECRET, secret))
    };
    hold(None).await.refused(ErrorCode::IdempotencyKeyInvalid);
    let first = hold(Some(SECRET)).await;
    let held: ReservationBody = first.ok();
    assert_eq!(hold(Some(SECRET)).await.bytes, first.bytes, "its own client gets the same answer");
    let other = hold(Some(&SECRET.replace('b', "c"))).await;
    other.refused(ErrorCode::ReservationConflict);
    assert!(!String::from_utf8_lossy(&other.bytes).contains(&held.hold_token));
    let squatted =
        api.hold_as(&seats(&[43])).key(KEY).header(headers::GUEST_SECRET, &SECRET.replace('b', "c"));
    assert_eq!(squatted.await.status, 201, "a key that another client uses is free for this one");
}

#[tokio::test]
async fn an_order_is_repeated_to_the_bearer_of_its_token_alone() {
    let server = start(&closed()).await;
    let api = server.api();
    let held: ReservationBody = api.hold_as(&seats(&[5])).await.ok();
    let other: ReservationBody = api.hold_as(&seats(&[6])).await.ok();
    let buyer = api.with_token(&held.hold_token);
    let first = buyer.place_order(CLUB, &[5], Some("tok_ok"), KEY).await;
    let placed: OrderPlacedBody = first.ok();
    let replay = buyer.place_order(CLUB, &[5], Some("tok_ok"), KEY).await;
    assert_eq!((replay.status, &replay.bytes), (201, &first.bytes));
    for stranger in [api.clone(), api.with_token(&other.hold_token), api.with_caller("mina")] {
        let answer = stranger.place_order(CLUB, &[5], Some("tok_ok"), KEY).await;
        assert!(answer.status >= 400, "{answer}");
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(&placed.order_id.to_string()), "{answer}");
        stranger.order(placed.order_id).await.refused(ErrorCode::OrderNotFound);
    }
}

#[tokio::test]
async fn what_became_of_a_payment_is_shown_to_whom_the_order_is_shown() {
    let server = start(&demo()).await;
    let (mina, joon, anonymous) =
        (server.api().with_caller("mina"), server.api().with_caller("joon"), server.api());
    let token = mina.hold_as(&seats(&[1])).await.ok::<ReservationBody>().hold_token;
    let order =
        mina.place_order(CLUB, &[1], Some("tok_ok"), "of-mina").await.ok::<OrderPlacedBody>().order_id;
    assert_eq!(decided(&mina, order).await, AuthorizationStatus::Success);
    for stranger in [&joon, &anonymous, &anonymous.with_token(&token)] {
        for method in [None, Some("tok_ok"), Some("tok_decline")] {
            stranger.authorize(order, method).await.refused(ErrorCode::OrderNotFound);
        }
    }

    let held: ReservationBody = anonymous.hold_as(&seats(&[2])).await.ok();
    let other: ReservationBody = anonymous.hold_as(&seats(&[3])).await.ok();
    let bearer = anonymous.with_token(&held.hold_token);
    let order = bearer.place_order(CLUB, &[2], Some("tok_ok"), KEY).await.ok::<OrderPlacedBody>().order_id;
    assert_eq!(decided(&bearer, order).await, AuthorizationStatus::Success);
    anonymous.with_token(&other.hold_token).authorize(order, None).await.refused(ErrorCode::OrderNotFound);
    anonymous.with_token("forged").authorize(order, None).await.refused(ErrorCode::NotHoldOwner);
}

#[tokio::test]
async fn a_named_order_is_nobody_else_s_to_see() {
    let server = start(&demo()).await;
    let (mina, joon, anonymous) =
        (server.api().with_caller("mina"), server.api().with_caller("joon"), server.api());
    let held: ReservationBody = mina.hold_as(&seats(&[1])).await.ok();
    let order = mina.place_order(CLUB, &[1], Some("tok_ok"), KEY).await.ok::<OrderPlacedBody>().order_id;
    let stream = format!("/api/orders/{order}/stream");
    for stranger in [&joon, &anonymous, &anonymous.with_token(&held.hold_token)] {
        stranger.order(order).await.refused(ErrorCode::OrderNotFound);
        stranger.get(&stream).await.refused(ErrorCode::OrderNotFound);
    }
    let unknown = joon.order(Uuid::from_u128(1)).await;
    let hidden = joon.order(order).await;
    assert_eq!(unknown.error().message, hidden.error().message, "the answer tells which order exists");
}

#[tokio::test]
async fn a_named_hold_obeys_no_one_who_has_its_token() {
    let server = start(&demo()).await;
    let (mina, joon) = (server.api().with_caller("mina"), server.api().with_caller("joon"));
    let held: ReservationBody = mina.hold_as(&seats(&[7])).key(KEY).await.ok();
    let thief = joon.with_token(&held.hold_token);
    thief.extend(CLUB, 7, None).await.refused(ErrorCode::NotHoldOwner);
    thief.release(CLUB, 7).await.refused(ErrorCode::NotHoldOwner);
    thief.place_order(CLUB, &[7], None, "of-joon").await.refused(ErrorCode::NotHoldOwner);
    joon.hold_as(&seats(&[7])).key(KEY).await.refused(ErrorCode::ReservationConflict);
}

#[tokio::test]
async fn in_closed_mode_a_hold_obeys_its_token_alone_and_names_mean_nothing() {
    let server = start(&closed()).await;
    let held: ReservationBody = server.api().hold_as(&seats(&[9])).await.ok();
    for stranger in [server.api(), server.api().with_caller("mina")] {
        stranger.extend(CLUB, 9, None).await.refused(ErrorCode::NotHoldOwner);
        stranger.release(CLUB, 9).await.refused(ErrorCode::NotHoldOwner);
        stranger.orders(None).await.refused(ErrorCode::Unauthenticated);
    }
    server.api().with_token("forged").release(CLUB, 9).await.refused(ErrorCode::NotHoldOwner);
    assert_eq!(server.api().with_token(&held.hold_token).release(CLUB, 9).await.status, 204);
}

/// Everything in the data folder, as a thief would read it.
fn stored(server: &Server) -> Vec<u8> {
    let files = std::fs::read_dir(server.data()).unwrap().map(|entry| entry.unwrap().path());
    files.flat_map(|file| std::fs::read(file).unwrap()).collect()
}

#[tokio::test]
async fn keys_and_secrets_are_stored_as_digests() {
    let mut server = start(&closed()).await;
    let key = "a-key-that-stands-in-no-file";
    let held = server.api().hold_as(&seats(&[11])).key(key).header(headers::GUEST_SECRET, SECRET).await;
    let held: ReservationBody = held.ok();
    let buyer = server.api().with_token(&held.hold_token);
    buyer.extend(CLUB, 11, Some(10)).key(key).await;
    assert_eq!(buyer.place_order(CLUB, &[11], Some("tok_ok"), key).await.status, 201);
    server.stop().await;
    let stored = stored(&server);
    let has = |text: &str| stored.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(has(&held.reservation_id.to_string()), "nothing is stored: this shows nothing");
    for text in [key, SECRET, held.hold_token.as_str()] {
        assert!(!has(text), "{text} is stored");
    }
}
