//! What the page must not guess: the clock of a venue, where a stage stands, and whether money is real.

use contracts::ErrorCode;
use contracts::http::catalog::{EventBody, EventListBody, LayoutBody};
use contracts::http::order::OrderPlacedBody;
use contracts::http::payment::PaymentMethodsBody;
use serde_json::json;

use crate::{CLUB, demo, start};

#[tokio::test]
async fn every_show_of_the_season_names_the_zone_of_its_venue() {
    let server = start(&demo()).await;
    let listed: EventListBody = server.api().events().await.ok();
    assert!(listed.items.iter().all(|event| event.time_zone == "Asia/Seoul"), "{listed:?}");
    let one: EventBody = server.api().event(CLUB).await.ok();
    assert_eq!(one.time_zone, "Asia/Seoul");
}

#[tokio::test]
async fn every_stage_of_the_season_is_in_the_layout_that_its_hash_names_and_on_no_seat() {
    let server = start(&demo()).await;
    let api = server.api();
    for event in api.events().await.ok::<EventListBody>().items {
        let layout: LayoutBody = api.get(&event.layout_url).await.ok();
        let stage = layout.stage.expect("a stage");
        let rows = i64::from(stage.top)..i64::from(stage.top) + i64::from(stage.rows);
        let cols = i64::from(stage.left)..i64::from(stage.left) + i64::from(stage.cols);
        let mut seats = layout.r.iter().zip(&layout.c);
        let seat = seats.find(|(r, c)| rows.contains(&i64::from(**r)) && cols.contains(&i64::from(**c)));
        assert_eq!(seat, None, "event {}: {stage:?}", event.id);
        assert!(!rows.is_empty() && !cols.is_empty(), "event {}: {stage:?}", event.id);
    }
}

#[tokio::test]
async fn what_can_be_paid_with_is_told_and_an_order_takes_each_of_it_and_nothing_else() {
    let server = start(&demo()).await;
    let api = server.api();
    let offer: PaymentMethodsBody = api.get("/api/payments/methods").await.ok();
    assert!(offer.demo && offer.items.len() >= 2, "{offer:?}");
    let tokens = offer.items.iter().map(|item| item.token.as_str());
    for (seat, token) in (1..).zip(tokens.chain(["tok_gold"])) {
        api.hold(CLUB, &[seat]).await;
        let body = json!({"eventId": CLUB, "seatIds": [seat], "paymentMethod": token}).to_string();
        let answer = api.post("/api/orders").key(token).body("application/json", body).await;
        if token == "tok_gold" {
            answer.refused(ErrorCode::ValidationFailed);
        } else {
            assert_eq!(answer.ok::<OrderPlacedBody>().seat_ids, [seat], "{token}");
        }
    }
}
