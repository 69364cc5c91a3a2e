//! What clients that prove nothing can cost the others: seats, checkout, streams.

use contracts::ErrorCode;
use contracts::http::catalog::{EventBody, SeatMapBody, SeatStatus};
use contracts::http::order::OrderPlacedBody;
use testkit::{Answer, ApiClient};

use crate::{ARENA, CLUB, behind_a_proxy, demo, start};

const SEATS_PER_CALL: i64 = 8;

async fn hold(api: &ApiClient, event: i64, first: i64, address: &str) -> Answer {
    let seats: Vec<i64> = (first..first + SEATS_PER_CALL).collect();
    api.hold(event, &seats).header("X-Forwarded-For", address).await
}

async fn held(api: &ApiClient, event: i64) -> usize {
    let map: SeatMapBody = api.seats(event).await.ok();
    map.seats.iter().filter(|seat| seat.status == SeatStatus::Held).count()
}

#[tokio::test]
async fn one_address_holds_a_few_seats_and_no_more() {
    let server = start(&behind_a_proxy(demo())).await;
    let api = server.api();
    for number in 0..4 {
        assert_eq!(hold(&api, ARENA, 1 + number * SEATS_PER_CALL, "192.0.2.1").await.status, 201);
    }
    for number in 4..12 {
        let refused = hold(&api, ARENA, 1 + number * SEATS_PER_CALL, "192.0.2.1").await;
        refused.refused(ErrorCode::RateLimited);
        let seconds = refused.header("Retry-After").unwrap();
        assert_eq!(refused.header("RateLimit"), Some(format!("\"requests\";r=0;t={seconds}").as_str()));
    }
    let longest = contracts::http::reservation::HoldSeatsBody {
        event_id: ARENA,
        seat_id: Some(500),
        hold_seconds: Some(600),
        ..contracts::http::reservation::HoldSeatsBody::default()
    };
    api.hold_as(&longest).await.refused(ErrorCode::ValidationFailed);
    assert_eq!(api.with_caller("mina").hold_as(&longest).await.status, 201);
    assert_eq!(hold(&api, ARENA, 601, "192.0.2.2").await.status, 201, "another address");
    assert_eq!(hold(&api, ARENA, 701, "2001:db8:1:2::1").await.status, 201);
}

#[tokio::test]
async fn one_address_holds_so_often_and_no_more() {
    let server = start(&behind_a_proxy(demo().env("HOLDFAST_GUEST_HOLDS_PER_MINUTE", "8"))).await;
    let api = server.api();
    let mut refused = 0;
    for _ in 0..10 {
        let answer = api.hold(ARENA, &[1]).header("X-Forwarded-For", "192.0.2.1").await;
        refused += u32::from(answer.status == 429);
    }
    assert!(refused >= 6, "only {refused} of 10 were refused");
    assert_eq!(api.hold(ARENA, &[2]).header("X-Forwarded-For", "192.0.2.2").await.status, 201);
}

#[tokio::test]
async fn fifty_addresses_together_take_their_share_of_an_event_and_no_more() {
    let server = start(&behind_a_proxy(demo())).await;
    let api = server.api();
    let event: EventBody = api.event(CLUB).await.ok();
    let seats = i64::from(event.capacity);
    let mut first = 1;
    for address in 1..=50 {
        for _ in 0..4 {
            if first + SEATS_PER_CALL <= seats {
                let answer = hold(&api, CLUB, first, &format!("198.51.100.{address}")).await;
                first += if answer.status == 201 { SEATS_PER_CALL } else { 0 };
            }
        }
    }
    let taken = first - 1;
    assert!(taken > seats / 2 - SEATS_PER_CALL && taken <= seats / 2, "{taken} of {seats}");
    hold(&api, CLUB, first, "203.0.113.1").await.refused(ErrorCode::RateLimited);
    let mina = api.with_caller("mina");
    assert_eq!(hold(&mina, CLUB, first, "203.0.113.1").await.status, 201, "the rest is for named buyers");
    testkit::eventually("the map shows all of them", crate::SOON, async || {
        (i64::try_from(held(&api, CLUB).await).unwrap() == taken + SEATS_PER_CALL).then_some(())
    })
    .await;
}

/// A session that any client can have for the asking.
async fn as_new_guest(api: &ApiClient, address: &str) -> ApiClient {
    let session = api.post("/api/auth/guest").header("X-Forwarded-For", address).await;
    let session: serde_json::Value = session.ok();
    api.with_access(session["accessToken"].as_str().unwrap())
}

#[tokio::test]
async fn many_sessions_of_guests_give_one_client_no_more_than_one() {
    let server = start(&behind_a_proxy(demo())).await;
    let (api, address) = (server.api(), "192.0.2.1");
    let mut taken = 0;
    for number in 0..12 {
        let guest = as_new_guest(&api, address).await;
        let answer = hold(&guest, ARENA, 1 + number * SEATS_PER_CALL, address).await;
        assert!([201, 429].contains(&answer.status), "{answer}");
        taken += if answer.status == 201 { SEATS_PER_CALL } else { 0 };
    }
    assert_eq!(taken, 32, "as much as an address may hold without any session");
    hold(&api, ARENA, 201, address).await.refused(ErrorCode::RateLimited);
    let longest = contracts::http::reservation::HoldSeatsBody {
        event_id: ARENA,
        seat_id: Some(500),
        hold_seconds: Some(600),
        ..contracts::http::reservation::HoldSeatsBody::default()
    };
    as_new_guest(&api, address).await.hold_as(&longest).await.refused(ErrorCode::ValidationFailed);
}

#[tokio::test]
async fn guests_with_sessions_take_the_share_of_guests_and_no_more() {
    let server = start(&behind_a_proxy(demo())).await;
    let api = server.api();
    let event: EventBody = api.event(CLUB).await.ok();
    let (seats, mut first) = (i64::from(event.capacity), 1);
    for number in 0..seats / SEATS_PER_CALL {
        let address = format!("198.51.100.{number}");
        let guest = as_new_guest(&api, &address).await;
        first += if hold(&guest, CLUB, first, &address).await.status == 201 { SEATS_PER_CALL } else { 0 };
    }
    let taken = first - 1;
    assert!(taken > seats / 2 - SEATS_PER_CALL && taken <= seats / 2, "{taken} of {seats}");
    hold(&api, CLUB, first, "203.0.113.1").await.refused(ErrorCode::RateLimited);
    let mina = api.with_caller("mina");
    assert_eq!(hold(&mina, CLUB, first, "203.0.113.1").await.status, 201, "the rest is for named buyers");
}

#[tokio::test]
async fn the_operator_may_switch_the_limits_off() {
    let server = start(&demo().env("HOLDFAST_CALLER_LIMITS", "false")).await;
    for number in 0..6 {
        assert_eq!(hold(&server.api(), ARENA, 1 + number * SEATS_PER_CALL, "-").await.status, 201);
    }
}

/// An order whose payment is never decided.
async fn order(api: &ApiClient, seat: i64, address: &str) -> Answer {
    let key = format!("order-of-seat-{seat}-of-someone");
    let call = api.place_order(ARENA, &[seat], Some("tok_timeout"), &key);
    call.header("X-Forwarded-For", address).await
}

#[tokio::test]
async fn free_orders_of_many_addresses_do_not_close_the_checkout() {
    let server = start(&behind_a_proxy(demo())).await;
    let api = server.api();
    let mut accepted = 0;
    for address in 0..20 {
        let from = format!("198.51.100.{address}");
        let first = 1 + address * 32;
        for number in 0..4 {
            assert_eq!(hold(&api, ARENA, first + number * SEATS_PER_CALL, &from).await.status, 201);
        }
        let mut of_address = 0;
        for seat in first..first + 20 {
            let answer = order(&api, seat, &from).await;
            of_address += u32::from(answer.status == 201);
            assert!([201, 429, 503].contains(&answer.status), "{answer}");
        }
        assert!(of_address <= 16, "{of_address} orders of one address wait");
        accepted += of_address;
    }
    assert!(accepted >= 16, "only {accepted} were accepted: this shows nothing");
    let mina = api.with_caller("mina");
    for seat in 5_001..=5_008 {
        let from = "203.0.113.9";
        assert_eq!(mina.hold(ARENA, &[seat]).header("X-Forwarded-For", from).await.status, 201);
        let key = format!("order-{seat}");
        let placed = mina.place_order(ARENA, &[seat], Some("tok_ok"), &key).header("X-Forwarded-For", from);
        let _: OrderPlacedBody = placed.await.ok();
    }
}

#[tokio::test]
async fn invented_names_do_not_give_an_address_more_streams() {
    let server = start(&behind_a_proxy(demo().env("HOLDFAST_STREAMS_PER_ADDRESS", "3"))).await;
    let stream = async |name: &str, address: &str| {
        let url = format!("{}/api/events/{CLUB}/seats/stream", server.base_url());
        let request = reqwest::Client::new().get(url).header("X-Caller-Id", name);
        request.header("X-Forwarded-For", address).send().await.unwrap()
    };
    let mut open = Vec::new();
    for number in 0..3 {
        open.push(stream(&format!("invented{number}"), "192.0.2.1").await);
    }
    assert!(open.iter().all(|stream| stream.status() == 200));
    assert_eq!(stream("invented3", "192.0.2.1").await.status(), 429);
    assert_eq!(stream("invented3", "192.0.2.2").await.status(), 200);
}
