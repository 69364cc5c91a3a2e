//! A sale with a waiting room in front, in the one process that has everything: no pass, no seat.

use contracts::ErrorCode;
use contracts::demo::EVENT_WITH_A_LINE;
use contracts::http::headers;
use contracts::http::order::{OrderBody, OrderPlacedBody, OrderStatus};
use contracts::http::reservation::ReservationBody;
use futures::future::join_all;
use serde_json::{Value, json};
use testkit::{ApiClient, Call, eventually};
use tokio::time::Instant;

use crate::{ARENA, CLUB, SOON, crowded, demo, start};

pub(crate) const TOKEN: &str = "an operator token of tests, long enough";

pub(crate) fn operate(api: &ApiClient, action: &str) -> Call {
    let path = format!("/api/waiting-room/admin/events/{CLUB}/{action}");
    api.post(&path).header("Authorization", &format!("Bearer {TOKEN}"))
}

pub(crate) async fn enter(visitor: &ApiClient) -> String {
    let entered: Value = visitor.post(&format!("/api/waiting-room/events/{CLUB}/enter")).await.ok();
    entered["ticket"].as_str().unwrap().to_owned()
}

pub(crate) async fn becomes(visitor: &ApiClient, ticket: &str, state: &str) {
    eventually(&format!("the place is {state}"), SOON, async || {
        (self::state(visitor, ticket).await? == state).then_some(())
    })
    .await;
}

/// None: a process that has just started may not have read its lines yet.
pub(crate) async fn state(visitor: &ApiClient, ticket: &str) -> Option<String> {
    let call = visitor.get("/api/waiting-room/place").header(headers::QUEUE_TICKET, ticket);
    let place = Some(call.await).filter(|place| place.status == 200)?.json::<Value>();
    place["state"].as_str().map(str::to_owned)
}

pub(crate) async fn pass(visitor: &ApiClient, ticket: &str) -> String {
    let call = visitor.post("/api/waiting-room/place/claim").header(headers::QUEUE_TICKET, ticket);
    call.await.ok::<Value>()["entryToken"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn where_a_room_is_open_a_hold_needs_the_pass_of_its_own_buyer() {
    let server = start(&demo().env("HOLDFAST_OPERATOR_TOKEN", TOKEN)).await;
    let api = server.api();
    let (mina, joon) = (api.with_caller("mina"), api.with_caller("joon"));
    let _: ReservationBody = mina.hold(CLUB, &[1]).await.ok();
    let _: Value = operate(&api, "open").json(&json!({ "cap": 1, "ceiling": 6000 })).await.ok();
    eventually("the sale is guarded", SOON, async || {
        let refused = mina.hold(CLUB, &[2]).await;
        (refused.status == 403).then(|| refused.refused(ErrorCode::QueueTokenRequired))
    })
    .await;

    let (first, second) = (enter(&mina).await, enter(&joon).await);
    becomes(&mina, &first, "CALLED").await;
    let token = pass(&mina, &first).await;
    let with_pass = |buyer: &ApiClient, seat| buyer.hold(CLUB, &[seat]).header(headers::QUEUE_TOKEN, &token);
    let _: ReservationBody = with_pass(&mina, 3).await.ok();
    with_pass(&joon, 4).await.refused(ErrorCode::QueueTokenRequired);
    joon.hold(CLUB, &[4]).header(headers::QUEUE_TOKEN, &first).await.refused(ErrorCode::QueueTokenRequired);
    let _: ReservationBody = joon.hold(CLUB + 1, &[1]).await.ok();
    let purchase =
        |buyer: &ApiClient| buyer.post("/purchase").key("k").json(&json!({ "eventId": CLUB, "qty": 1 }));
    purchase(&joon).await.refused(ErrorCode::QueueTokenRequired);
    // It has passed the gate; only that this event is not sold by quantity.
    purchase(&mina).header(headers::QUEUE_TOKEN, &token).await.refused(ErrorCode::SectionHasSeats);

    let leave = mina.call(reqwest::Method::DELETE, "/api/waiting-room/place");
    assert_eq!(leave.header(headers::QUEUE_TICKET, &first).await.status, 204);
    becomes(&joon, &second, "CALLED").await;
    let _: Value = operate(&api, "close").await.ok();
    eventually("the sale needs no pass any more", SOON, async || {
        (mina.hold(CLUB, &[5]).await.status == 201).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_line_survives_the_end_of_the_process() {
    let mut server = start(&demo().env("HOLDFAST_OPERATOR_TOKEN", TOKEN)).await;
    let mina = server.api().with_caller("mina");
    let _: Value = operate(&server.api(), "open").json(&json!({ "cap": 1, "ceiling": 6000 })).await.ok();
    let (first, second) = (enter(&mina).await, enter(&server.api().with_caller("joon")).await);
    becomes(&mina, &first, "CALLED").await;
    let token = pass(&mina, &first).await;
    server.kill9();
    server.restart().await;
    let (mina, joon) = (server.api().with_caller("mina"), server.api().with_caller("joon"));
    becomes(&mina, &first, "ACTIVE").await;
    assert_eq!(pass(&mina, &first).await, token, "the same session");
    becomes(&joon, &second, "WAITING").await;
    assert_eq!(enter(&joon).await, second);
}

#[tokio::test]
async fn a_purchase_gives_its_slot_to_the_next_in_line_and_a_decline_does_not() {
    let server = start(&demo().env("HOLDFAST_OPERATOR_TOKEN", TOKEN)).await;
    let api = server.api();
    let (mina, joon) = (api.with_caller("mina"), api.with_caller("joon"));
    let _: Value = operate(&api, "open").json(&json!({ "cap": 1, "ceiling": 6000 })).await.ok();
    let (first, second) = (enter(&mina).await, enter(&joon).await);
    becomes(&mina, &first, "CALLED").await;
    let token = pass(&mina, &first).await;
    let hold = |seat| mina.hold(CLUB, &[seat]).header(headers::QUEUE_TOKEN, &token);
    eventually("the sale is guarded", SOON, async || {
        (joon.hold(CLUB, &[2]).await.status == 403).then_some(())
    })
    .await;

    let _: ReservationBody = hold(3).await.ok();
    let declined: OrderPlacedBody = mina.place_order(CLUB, &[3], Some("tok_decline"), "declined").await.ok();
    eventually("the order is cancelled", SOON, async || {
        let order: OrderBody = mina.order(declined.order_id).await.ok();
        (order.status == OrderStatus::Cancelled).then_some(())
    })
    .await;
    becomes(&mina, &first, "ACTIVE").await;

    let _: ReservationBody = hold(4).await.ok();
    let _: OrderPlacedBody = mina.place_order(CLUB, &[4], Some("tok_ok"), "bought").await.ok();
    becomes(&joon, &second, "CALLED").await;
    becomes(&mina, &first, "ENDED").await;
    eventually("the pass of a visit that is over is worth nothing", SOON, async || {
        let refused = hold(5).await;
        (refused.status == 403).then(|| refused.refused(ErrorCode::QueueTokenRequired))
    })
    .await;
}

#[tokio::test]
async fn a_place_costs_more_where_seats_are_held_and_not_ordered_until_one_is() {
    let options = crowded().env("HOLDFAST_OPERATOR_TOKEN", TOKEN).env("HOLDFAST_LINE_WORK_BITS", "8");
    let server = start(&options).await;
    let (mina, joon) = (server.api().with_caller("mina"), server.api().with_caller("joon"));
    let price = format!("/api/waiting-room/events/{EVENT_WITH_A_LINE}/challenge");
    let becomes = async |bits: u32| {
        eventually(&format!("a place costs {bits} bits"), SOON, async || {
            let asked = Some(mina.get(&price).await).filter(|asked| asked.status == 200)?;
            (asked.json::<Value>()["difficulty"] == bits).then_some(())
        })
        .await;
    };
    becomes(8).await;
    let mut seat = 0;
    // At first the gate may not have heard yet that there is a line.
    eventually("it is noticed", SOON, async || {
        seat += 1;
        let held = joon.hold(ARENA, &[seat]).await;
        assert_eq!(held.status, 201, "{held}");
        assert_eq!(joon.release(ARENA, seat).await.status, 204);
        (mina.get(&price).await.json::<Value>()["difficulty"] == 10).then_some(())
    })
    .await;
    let _: ReservationBody = joon.hold(ARENA, &[seat]).await.ok();
    let _: OrderPlacedBody = joon.place_order(ARENA, &[seat], Some("tok_ok"), "at-last").await.ok();
    becomes(8).await;
}

#[tokio::test]
async fn a_demo_has_a_line_for_one_buyer_at_a_time_whose_cap_follows_its_seats() {
    let server = start(&demo().env("HOLDFAST_OPERATOR_TOKEN", TOKEN)).await;
    let api = server.api();
    let room = format!("/api/waiting-room/admin/events/{EVENT_WITH_A_LINE}");
    let operated = async || api.get(&room).header("Authorization", &format!("Bearer {TOKEN}")).await;
    let opened = eventually("the room is open", SOON, async || {
        Some(operated().await).filter(|answer| answer.status == 200)
    })
    .await;
    let opened: Value = opened.ok();
    assert_eq!((&opened["cap"], &opened["room"]["phase"]), (&json!(1), &json!("OPEN")));
    let put = api.call(reqwest::Method::PUT, &room).header("Authorization", &format!("Bearer {TOKEN}"));
    let _: Value = put.json(&json!({ "cap": 1000 })).await.ok();
    eventually("half as many again as there are seats", SOON, async || {
        (operated().await.ok::<Value>()["capNow"] == 180).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_pass_of_a_visitor_who_has_left_is_refused_in_a_moment() {
    let server = start(&demo().env("HOLDFAST_OPERATOR_TOKEN", TOKEN)).await;
    let api = server.api();
    let mina = api.with_caller("mina");
    let _: Value = operate(&api, "open").json(&json!({ "cap": 1, "ceiling": 6000 })).await.ok();
    let ticket = enter(&mina).await;
    becomes(&mina, &ticket, "CALLED").await;
    let token = pass(&mina, &ticket).await;
    let hold = |seat| mina.hold(CLUB, &[seat]).header(headers::QUEUE_TOKEN, &token);
    eventually("the sale is guarded", SOON, async || {
        (mina.hold(CLUB, &[2]).await.status == 403).then_some(())
    })
    .await;
    becomes(&mina, &ticket, "ACTIVE").await;
    let _: ReservationBody = hold(3).await.ok();
    let leave = mina.call(reqwest::Method::DELETE, "/api/waiting-room/place");
    assert_eq!(leave.header(headers::QUEUE_TICKET, &ticket).await.status, 204);
    let left = Instant::now();
    eventually("the pass is refused", SOON, async || (hold(4).await.status == 403).then_some(())).await;
    println!("refused {:?} after the visitor had left", left.elapsed());
}

#[tokio::test]
async fn operators_let_so_many_in_a_second_without_a_pass() {
    let server = start(&demo().env("HOLDFAST_OPERATOR_TOKEN", TOKEN)).await;
    let (api, joon) = (server.api(), server.api().with_caller("joon"));
    let _: Value = operate(&api, "open").json(&json!({ "cap": 1, "ceiling": 60 })).await.ok();
    eventually("the sale is guarded", SOON, async || {
        (joon.hold(CLUB, &[2]).await.status == 403).then_some(())
    })
    .await;
    let confirm = CLUB.to_string();
    let body = json!({ "confirm": confirm, "openRate": 1, "reason": "the line is stuck" });
    let _: Value = operate(&api, "fail-open").json(&body).await.ok();
    eventually("the first one is in", SOON, async || {
        (joon.hold(CLUB, &[3]).await.status == 201).then_some(())
    })
    .await;
    // All at once, so that there is room for few of them.
    let answers = join_all((10..30).map(|seat| joon.hold(CLUB, &[seat]).into_future())).await;
    let (admitted, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    assert!(admitted.len() < 8 && refused.len() > 12, "{} of 20 got in", admitted.len());
    for answer in refused {
        assert_eq!(answer.header("Retry-After"), Some("1"), "{answer}");
        answer.refused(ErrorCode::RateLimited);
    }
}
