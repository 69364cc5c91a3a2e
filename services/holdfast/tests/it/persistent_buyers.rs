//! Buyers who do not give up: each has one seat in mind and one key, and asks again until it has a definite answer.

use std::collections::BTreeMap;
use std::time::Duration;

use contracts::http::reservation::HoldSeatsBody;
use testkit::{Answer, ApiClient};
use tokio::task::JoinSet;

const METHODS: [Option<&str>; 4] =
    [Some("tok_ok"), Some("tok_decline"), None, Some("tok_error_after_effect")];

/// What each buyer was answered, by seat.
pub(crate) type Answers = BTreeMap<i64, Answer>;

pub(crate) fn key(seat: i64) -> String {
    format!("the-order-for-seat-{seat}")
}

/// Every buyer tries once; a lost or temporary answer counts as none.
pub(crate) async fn every_buyer_tries(
    api: &ApiClient,
    event: i64,
    seats: std::ops::RangeInclusive<i64>,
) -> Answers {
    let mut buyers = JoinSet::new();
    for seat in seats {
        let api = api.with_caller(&format!("buyer-{seat}"));
        buyers.spawn(async move { (seat, buy(&api, event, seat).await) });
    }
    buyers.join_all().await.into_iter().filter_map(|(seat, answer)| Some((seat, answer?))).collect()
}

/// Asks for the order first: a buyer who ordered before, and got no answer, must not hold the seat anew.
async fn buy(api: &ApiClient, event: i64, seat: i64) -> Option<Answer> {
    if let Some(answer) = order(api, event, seat).await {
        return Some(answer);
    }
    let body = HoldSeatsBody {
        event_id: event,
        seat_id: Some(seat),
        hold_seconds: Some(300),
        ..HoldSeatsBody::default()
    };
    let held = api.hold_as(&body).key(&key(seat)).attempt().await.ok()?;
    if held.status == 201 { order(api, event, seat).await } else { None }
}

/// The order alone, with its key: what a buyer does who never heard the answer.
pub(crate) async fn order(api: &ApiClient, event: i64, seat: i64) -> Option<Answer> {
    let method = METHODS.get(usize::try_from(seat).unwrap() % METHODS.len()).copied().flatten();
    let answer = api.place_order(event, &[seat], method, &key(seat)).attempt().await.ok()?;
    (answer.status == 201).then_some(answer)
}

/// Until every buyer has an order. No two want the same seat, so each can have one.
pub(crate) async fn every_buyer_has_an_order(
    api: &ApiClient,
    event: i64,
    seats: std::ops::RangeInclusive<i64>,
) -> Answers {
    testkit::eventually("every buyer has an order", Duration::from_secs(60), async || {
        let answers = every_buyer_tries(api, event, seats.clone()).await;
        let all = seats.clone().all(|seat| answers.contains_key(&seat));
        all.then_some(answers)
    })
    .await
}
