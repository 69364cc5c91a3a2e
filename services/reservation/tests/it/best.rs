//! `POST /api/reservations/best`.

use std::collections::BTreeSet;

use contracts::ErrorCode;
use contracts::http::error::ErrorDetails;
use contracts::http::reservation::{BestSeatsBody, ReservationBody};
use futures::StreamExt;
use futures::stream::iter;
use serde_json::json;
use testkit::{Answer, ApiClient};

use crate::room::{EVENT, FESTIVAL, HALL, NOT_YET, Room, THEATRE};

const BEST: &str = "/api/reservations/best";

fn largest(answer: &Answer) -> u32 {
    match answer.refused(ErrorCode::NoSeatsTogether).details {
        Some(ErrorDetails::Largest(largest)) => largest,
        other => panic!("{other:?}"),
    }
}

async fn seats(api: &ApiClient, event: i64, quantity: i64) -> Vec<i64> {
    let answer = api.hold_best(event, quantity).await;
    assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.bytes));
    answer.ok::<ReservationBody>().seat_ids
}

#[tokio::test]
async fn a_thousand_pairs_who_ask_at_once_fill_a_hall_and_none_is_split() {
    let room = Room::open().await;
    let buyers = (0..1_000).map(|buyer| {
        let api = room.api.with_caller(&format!("buyer-{buyer}"));
        async move { seats(&api, HALL, 2).await }
    });
    let pairs: Vec<Vec<i64>> = iter(buyers).buffer_unordered(64).collect().await;
    let row = |seat: i64| (seat - 1) / 50;
    for pair in &pairs {
        let [first, second] = pair[..] else { panic!("{pair:?}") };
        assert!(second == first + 1 && row(first) == row(second), "{pair:?} are split");
    }
    assert_eq!(pairs.iter().flatten().collect::<BTreeSet<_>>().len(), 2_000, "no seat is left");
    assert_eq!(largest(&room.api.with_caller("late").hold_best(HALL, 1).await), 0);
    room.close().await;
}

#[tokio::test]
async fn the_best_is_in_front_within_the_price_and_only_in_the_section_that_is_named() {
    let room = Room::open().await;
    let api = |name: &str| room.api.with_caller(name);
    assert!(seats(&api("mina"), THEATRE, 4).await.iter().all(|seat| (1..=10).contains(seat)), "the stalls");
    let best = |section: Option<&str>, max_price| BestSeatsBody {
        event_id: THEATRE,
        quantity: 3,
        section: section.map(str::to_owned),
        max_price,
        ..BestSeatsBody::default()
    };
    for body in [best(Some("CIRCLE"), None), best(None, Some(59)), best(Some("CIRCLE"), Some(30))] {
        let held: ReservationBody = api("joon").hold_best_as(&body).await.ok();
        assert!(held.seat_ids.iter().all(|seat| (11..=20).contains(seat)), "{body:?}: {:?}", held.seat_ids);
        for seat in held.seat_ids {
            assert_eq!(api("joon").release(THEATRE, seat).await.status, 204);
        }
    }
    assert_eq!(largest(&api("joon").hold_best_as(&best(None, Some(29))).await), 0);
    assert_eq!(largest(&api("joon").hold_best_as(&best(Some("STALLS"), Some(59))).await), 0);
    room.close().await;
}

#[tokio::test]
async fn where_no_row_has_so_many_they_come_in_pieces_and_then_not_at_all() {
    let room = Room::open().await;
    let (mina, joon) = (room.api.with_caller("mina"), room.api.with_caller("joon"));
    // Of STANDS 1, 2, 5 and 6 to 8 are left.
    assert_eq!(mina.hold(FESTIVAL, &[3, 4]).await.status, 201);
    let five = BestSeatsBody {
        event_id: FESTIVAL,
        quantity: 5,
        section: Some("STANDS".to_owned()),
        ..BestSeatsBody::default()
    };
    let held: ReservationBody = joon.hold_best_as(&five).await.ok();
    let mut held = held.seat_ids;
    held.sort_unstable();
    assert!(held == [1, 5, 6, 7, 8] || held == [2, 5, 6, 7, 8], "the longest run, and one more: {held:?}");
    assert_eq!(largest(&mina.hold_best_as(&five).await), 1);
    assert_eq!(mina.release(FESTIVAL, 3).await.status, 204);
    let two: ReservationBody = mina.hold_best(FESTIVAL, 2).await.ok();
    assert!(two.seat_ids.contains(&3), "what was given back is found at once: {:?}", two.seat_ids);
    room.close().await;
}

#[tokio::test]
async fn standing_places_are_sold_as_by_section_and_quantity() {
    let room = Room::open().await;
    let api = room.api.with_caller("mina");
    let best = |quantity, section: Option<&str>, tier: Option<&str>, max_price| BestSeatsBody {
        event_id: FESTIVAL,
        quantity,
        section: section.map(str::to_owned),
        max_price,
        tier: tier.map(str::to_owned),
        hold_seconds: Some(30),
    };
    let youth: ReservationBody = api.hold_best_as(&best(3, Some("FIELD"), Some("youth"), None)).await.ok();
    assert_eq!((youth.seat_ids.as_slice(), youth.tier.as_deref()), (&[9, 10, 11][..], Some("youth")));
    assert_eq!(youth.hold_seconds, 30);
    let cheap: ReservationBody = api.hold_best_as(&best(1, None, None, Some(40))).await.ok();
    assert_eq!(
        (cheap.seat_ids.as_slice(), cheap.tier.as_deref()),
        (&[12][..], Some("adult")),
        "no seat is so cheap"
    );
    let tier: ReservationBody = api.hold_best_as(&best(1, None, Some("youth"), None)).await.ok();
    assert_eq!(tier.seat_ids, [13]);
    let rest = room.api.with_caller("joon");
    assert_eq!(rest.hold_best_as(&best(7, Some("FIELD"), None, None)).await.status, 201);
    rest.hold_best_as(&best(1, Some("FIELD"), None, None)).await.refused(ErrorCode::SoldOut);
    room.close().await;
}

#[tokio::test]
async fn each_mistake_has_its_code_and_holds_nothing() {
    let room = Room::open().await;
    let api = room.api.with_caller("mina");
    for (body, code) in [
        (json!({"eventId": EVENT, "quantity": 1}), ErrorCode::EventNotFound),
        (json!({"eventId": NOT_YET, "quantity": 1}), ErrorCode::SaleNotOpen),
        (json!({"eventId": THEATRE, "quantity": 1, "section": "stalls"}), ErrorCode::SectionNotFound),
        (
            json!({"eventId": THEATRE, "quantity": 1, "section": "STALLS", "tier": "adult"}),
            ErrorCode::TierNotFound,
        ),
        (json!({"eventId": FESTIVAL, "quantity": 1, "tier": "senior"}), ErrorCode::TierNotFound),
    ] {
        api.post(BEST).json(&body).await.refused(code);
    }
    for (body, field) in [
        (json!({"eventId": THEATRE}), "quantity"),
        (json!({"eventId": THEATRE, "quantity": 1, "seatIds": [1]}), "seatIds"),
        (json!({"eventId": THEATRE, "quantity": 0}), "quantity"),
        (json!({"eventId": THEATRE, "quantity": -1}), "quantity"),
        (json!({"eventId": THEATRE, "quantity": 9}), "quantity"),
        (json!({"eventId": THEATRE, "quantity": 1, "maxPrice": -1}), "maxPrice"),
        (json!({"eventId": 0, "quantity": 1}), "eventId"),
        (json!({"eventId": THEATRE, "quantity": 1, "holdSeconds": 601}), "holdSeconds"),
    ] {
        match api.post(BEST).json(&body).await.refused(ErrorCode::ValidationFailed).details {
            Some(ErrorDetails::Fields(named)) => {
                assert_eq!(named.into_keys().collect::<Vec<_>>(), [field], "{body}")
            }
            other => panic!("{body}: {other:?}"),
        }
    }
    assert_eq!(seats(&api, THEATRE, 8).await.len(), 8, "nothing counts for the limit");
    api.hold_best(THEATRE, 1).await.refused(ErrorCode::ValidationFailed);
    room.close().await;
}

#[tokio::test]
async fn the_same_key_and_body_is_the_same_reservation_also_when_nothing_is_left() {
    let room = Room::open().await;
    let of_stands = |quantity| BestSeatsBody {
        event_id: FESTIVAL,
        quantity,
        section: Some("STANDS".to_owned()),
        ..BestSeatsBody::default()
    };
    let first = room.api.hold_best_as(&of_stands(8)).key("a-key").await;
    let again = room.api.hold_best_as(&of_stands(8)).key("a-key").await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(again.header("Idempotent-Replayed"), Some("true"));
    room.api.hold_best_as(&of_stands(1)).key("a-key").await.refused(ErrorCode::IdempotencyKeyReused);
    assert_eq!(largest(&room.api.hold_best_as(&of_stands(1)).key("another").await), 0);
    room.close().await;
}
