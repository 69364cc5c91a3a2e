//! The live map through cuts and kills: a client that follows the protocol ends with exactly the snapshot.

use contracts::http::catalog::SeatStatus;
use contracts::http::reservation::{HoldSeatsBody, ReservationBody};
use testkit::{ApiClient, Mode, SeatMapClient};
use tokio::task::JoinSet;

use crate::{HALL, SOON, crowded, start};

/// Holds each seat of the range and gives every third of them back, carrying on through lost answers.
async fn stir(api: &ApiClient, seats: std::ops::RangeInclusive<i64>) {
    let mut stirring = JoinSet::new();
    for seat in seats {
        let api = api.clone();
        stirring.spawn(async move {
            let body = HoldSeatsBody {
                event_id: HALL,
                seat_id: Some(seat),
                hold_seconds: Some(if seat % 2 == 0 { 5 } else { 600 }),
                ..HoldSeatsBody::default()
            };
            let Ok(answer) = api.hold_as(&body).attempt().await else { return };
            if answer.status == 201 && seat % 3 == 0 {
                let held: ReservationBody = answer.ok();
                let _ = api.with_token(&held.hold_token).release(HALL, seat).attempt().await;
            }
        });
    }
    stirring.join_all().await;
}

#[tokio::test]
async fn through_kills_and_reconnects_every_client_ends_with_the_snapshot() {
    let mut server = start(&crowded()).await;
    let api = server.api();
    let mut clients = Vec::new();
    for number in 0..6 {
        let mode = if number % 2 == 0 { Mode::Single } else { Mode::Batch };
        clients.push(SeatMapClient::ready(&api, HALL, mode).await);
    }
    for round in 0..3 {
        let first = round * 100 + 1;
        let stirring = stir(&api, first..=first + 99);
        // One that is neither given back nor lapses: it stays HELD for every client.
        let lasting = (first + 50..).find(|seat| seat % 2 == 1 && seat % 3 != 0).unwrap();
        let ((), ()) = tokio::join!(stirring, async {
            if let Some(client) = clients.first() {
                client.until_status(lasting, SeatStatus::Held, SOON).await;
            }
        });
        server.kill9();
        server.restart().await;
    }
    stir(&api, 1_001..=1_100).await;
    // Seat 1,100 is even: its hold runs out, and so do those of all even seats before it.
    for client in &clients {
        client.until_status(1_100, SeatStatus::Available, SOON).await;
        client.agrees_with_the_server(&api, HALL, SOON).await;
        assert_eq!(client.violations(), Vec::<String>::new());
    }
}
