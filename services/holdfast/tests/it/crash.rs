//! The process dies in the worst places. Afterwards every promise holds, and every key answers as before.

use std::time::Duration;

use contracts::http::order::{OrderPlacedBody, OrderStatus};
use primitives::{IdSource, SeededIds};
use testkit::{ApiClient, Buyer};

use crate::orders::settled;
use crate::persistent_buyers::{Answers, every_buyer_has_an_order, every_buyer_tries, order};
use crate::{CLUB, HALL, SOON, Server, closed_books, demo, start};

/// Buyers who come at once. The next group comes when each of these was answered, so each group is a commit of holds at least.
const GROUP: i64 = 4;

/// Dies at the named place when it is reached for the `count`-th time, comes back, and has to finish every order.
async fn dies_at(place: &str, count: u32) {
    let mut server = start(&demo().failpoint(place, count)).await;
    let api = server.api();
    let (mut before, mut tried) = (Answers::new(), 0);
    while tried < 64 && server.has_ended().is_none() {
        before.extend(every_buyer_tries(&api, CLUB, tried + 1..=tried + GROUP).await);
        tried += GROUP;
    }
    server.wait_exit(SOON).await;
    server.disarm();
    server.restart().await;
    finishes_every_order(&mut server, CLUB, 1..=tried, before).await;
}

macro_rules! dies_at {
    ($($name:ident: $place:literal, $count:literal;)+) => {
        $(
            #[tokio::test]
            async fn $name() {
                dies_at($place, $count).await;
            }
        )+
    };
}

// Often enough to be in the middle of the rush. Three of the offsets are stored when the groups begin, and up to nine messages are published when
// the events are installed.
dies_at! {
    a_crash_before_a_hold_is_committed: "hold.before_commit", 2;
    a_crash_after_a_hold_is_committed: "hold.after_commit", 2;
    a_crash_before_a_message_is_published: "outbox.before_publish", 12;
    a_crash_after_a_message_is_published: "outbox.after_publish", 12;
    a_crash_after_a_message_is_marked: "outbox.after_mark", 12;
    a_crash_before_an_offset_is_stored: "offset.before_store", 5;
    a_crash_after_an_offset_is_stored: "offset.after_store", 5;
    a_crash_before_the_sale_is_in_the_ledger: "ledger.before_commit", 1;
    a_crash_after_the_sale_is_in_the_ledger: "ledger.after_commit", 1;
    a_crash_before_the_money_is_captured: "capture.before", 2;
    a_crash_after_the_money_is_captured: "capture.after", 2;
    a_crash_before_several_payments_are_recorded_together: "payments.before_commit", 2;
    a_crash_after_several_payments_are_recorded_together: "payments.after_commit", 2;
}

#[tokio::test]
async fn kills_at_random_moments_lose_nothing_that_was_accepted() {
    const SEED: u64 = 20_261_121;
    let moments = SeededIds::new(SEED);
    let mut server = start(&demo()).await;
    let api = server.api();
    let mut before = Answers::new();
    for round in 0..6 {
        let seats = round * 50 + 1..=round * 50 + 50;
        let moment = Duration::from_secs_f64(0.02 + moments.fraction() * 0.4);
        let mut trying = Box::pin(every_buyer_tries(&api, HALL, seats));
        let early = tokio::time::timeout(moment, &mut trying).await;
        server.kill9();
        before.extend(match early {
            Ok(answers) => answers,
            Err(_) => trying.await,
        });
        server.restart().await;
    }
    println!("seed {SEED}: {} buyers were answered before a kill", before.len());
    finishes_every_order(&mut server, HALL, 1..=300, before).await;
}

/// Every buyer comes back with the key of before; then the books of all services have to agree.
async fn finishes_every_order(
    server: &mut Server,
    event: i64,
    seats: std::ops::RangeInclusive<i64>,
    before: Answers,
) {
    let api = server.api();
    let answers = every_buyer_has_an_order(&api, event, seats.clone()).await;
    for (seat, earlier) in &before {
        let after = answers.get(seat).unwrap();
        assert_eq!(earlier.bytes, after.bytes, "the key of seat {seat} answers otherwise after the crash");
    }
    let mut confirmed = Vec::new();
    for (seat, answer) in &answers {
        let buyer = api.with_caller(&format!("buyer-{seat}"));
        if ends_confirmed(&buyer, answer.ok::<OrderPlacedBody>().order_id).await {
            confirmed.push(*seat);
        }
        let replay = order(&buyer, event, *seat).await.unwrap();
        assert_eq!(replay.bytes, answer.bytes);
    }
    assert!(confirmed.len() >= answers.len() / 2, "too few orders were confirmed: {confirmed:?}");
    let sold = sold_seats(&api, event).await;
    assert_eq!(sold, confirmed, "what the map shows as sold is not what was confirmed");
    closed_books(server).await.balance(event, &confirmed).await;
}

async fn ends_confirmed(api: &ApiClient, id: uuid::Uuid) -> bool {
    let outcome = Buyer::anonymous(api).outcome(id, SOON).await;
    settled(api, id).await;
    assert!(!outcome.stuck, "{outcome:?}");
    outcome.status == OrderStatus::Confirmed
}

async fn sold_seats(api: &ApiClient, event: i64) -> Vec<i64> {
    use contracts::http::catalog::{SeatMapBody, SeatStatus};
    testkit::eventually("no seat is held any more", SOON, async || {
        let map: SeatMapBody = api.seats(event).await.ok();
        let held = map.seats.iter().any(|seat| seat.status == SeatStatus::Held);
        let sold = map.seats.iter().filter(|seat| seat.status == SeatStatus::Sold).map(|seat| seat.id);
        (!held).then(|| sold.collect())
    })
    .await
}
