//! Every call of this service that takes an Idempotency-Key, by the one table.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use contracts::http::reservation::{ExtendHoldBody, HoldSeatsBody, ReservationBody};
use reqwest::Method;
use server::{Answers, Begun, KeyedCall};
use service_harness::keyed_calls::{KeyedOperation, LEASE, Request, follows_the_table};
use testkit::{ApiClient, Call};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::room::{HALL, Room};

const SEATS: i64 = 2_000;
/// As long as a hold lives that is not extended.
const HOLD: Duration = Duration::from_secs(120);
const ANSWER: Duration = Duration::from_secs(900);

fn in_a_room(check: impl FnOnce(&Runtime, &Room)) {
    let runtime = Runtime::new().unwrap();
    let room = runtime.block_on(Room::open());
    check(&runtime, &room);
    runtime.block_on(room.close());
}

/// Seats that no other call of the test is about.
#[derive(Default)]
struct FreshSeats(AtomicI64);

impl FreshSeats {
    fn next(&self) -> i64 {
        1 + self.0.fetch_add(1, Ordering::Relaxed) % SEATS
    }

    async fn hold(&self, caller: &ApiClient) -> ReservationBody {
        caller.hold(HALL, &[self.next()]).await.ok()
    }
}

struct Hold(FreshSeats);

#[async_trait(?Send)]
impl KeyedOperation for Hold {
    type Subject = i64;

    fn life(&self) -> Option<Duration> {
        Some(HOLD)
    }

    async fn subject(&self, _caller: &ApiClient) -> i64 {
        self.0.next()
    }

    fn call(&self, caller: &ApiClient, seat: &i64, request: Request) -> Call {
        let hold_seconds = (request == Request::Other).then_some(30);
        caller.hold_as(&HoldSeatsBody {
            event_id: HALL,
            seat_ids: Some(vec![*seat]),
            hold_seconds,
            ..HoldSeatsBody::default()
        })
    }
}

/// One of the calls whose answer is kept.
struct OnHold {
    seats: FreshSeats,
    answers: Arc<dyn Answers>,
    /// Its id in the description.
    operation: &'static str,
    call: fn(&ApiClient, &ReservationBody, Request) -> Call,
    /// What its key stands for.
    request: fn(&ReservationBody) -> Vec<String>,
}

#[async_trait(?Send)]
impl KeyedOperation for OnHold {
    type Subject = ReservationBody;

    fn life(&self) -> Option<Duration> {
        Some(ANSWER)
    }

    async fn subject(&self, caller: &ApiClient) -> ReservationBody {
        self.seats.hold(caller).await
    }

    fn call(&self, caller: &ApiClient, held: &ReservationBody, request: Request) -> Call {
        (self.call)(caller, held, request)
    }

    async fn break_off(&self, caller: &str, key: &str, held: &ReservationBody) -> bool {
        let request = (self.request)(held);
        let parts = request.iter().map(String::as_str);
        let call = KeyedCall::new(&format!("user:{caller}"), self.operation, key, parts);
        let begun = self.answers.begin(&call, LEASE).await.unwrap();
        assert!(matches!(begun, Begun::First(_)), "{begun:?}");
        true
    }
}

fn follows(
    operation: &'static str,
    call: fn(&ApiClient, &ReservationBody, Request) -> Call,
    request: fn(&ReservationBody) -> Vec<String>,
) {
    in_a_room(|runtime, room| {
        let (seats, answers) = (FreshSeats::default(), room.answers.clone());
        let operation = OnHold { seats, answers, operation, call, request };
        follows_the_table(runtime, &operation, &room.api, &room.clock);
    });
}

fn seconds(request: Request) -> ExtendHoldBody {
    ExtendHoldBody { seconds: (request == Request::Other).then_some(60) }
}

/// The id of the hold, or of another that there is not.
fn hold(held: &ReservationBody, request: Request) -> Uuid {
    match request {
        Request::First => held.reservation_id,
        Request::Other => Uuid::from_u128(7),
    }
}

/// The seat of the hold, or another.
fn seat(held: &ReservationBody, request: Request) -> i64 {
    match request {
        Request::First => held.seat_id,
        Request::Other => 1 + held.seat_id % SEATS,
    }
}

#[test]
fn holds_follow_the_table() {
    in_a_room(|runtime, room| {
        follows_the_table(runtime, &Hold(FreshSeats::default()), &room.api, &room.clock);
    });
}

#[test]
fn extensions_by_id_follow_the_table() {
    follows(
        "extendReservation",
        |caller, held, request| {
            let path = format!("/api/reservations/{}/extend", held.reservation_id);
            caller.post(&path).json(&seconds(request))
        },
        |held| vec![held.reservation_id.to_string(), "30".to_owned()],
    );
}

#[test]
fn extensions_by_seat_follow_the_table() {
    follows(
        "extendHold",
        |caller, held, request| caller.extend(HALL, held.seat_id, seconds(request).seconds),
        |held| vec![HALL.to_string(), held.seat_id.to_string(), "30".to_owned()],
    );
}

#[test]
fn releases_by_id_follow_the_table() {
    follows(
        "releaseReservation",
        |caller, held, request| {
            caller.call(Method::DELETE, &format!("/api/reservations/{}", hold(held, request)))
        },
        |held| vec![held.reservation_id.to_string()],
    );
}

#[test]
fn releases_of_one_seat_by_id_follow_the_table() {
    follows(
        "releaseReservedSeat",
        |caller, held, request| {
            let path = format!("/api/reservations/{}/seats/{}", hold(held, request), held.seat_id);
            caller.call(Method::DELETE, &path)
        },
        |held| vec![held.reservation_id.to_string(), held.seat_id.to_string()],
    );
}

#[test]
fn releases_by_seat_follow_the_table() {
    follows(
        "releaseSeat",
        |caller, held, request| caller.release(HALL, seat(held, request)),
        |held| vec![HALL.to_string(), held.seat_id.to_string()],
    );
}

#[tokio::test]
async fn a_release_with_a_key_is_repeated_when_the_seat_is_the_next_buyers() {
    let room = Room::open().await;
    let (mina, joon) = (room.api.with_caller("mina"), room.api.with_caller("joon"));
    let _: ReservationBody = mina.hold(HALL, &[1]).await.ok();
    assert_eq!(mina.release(HALL, 1).key("k").await.status, 204);
    let next: ReservationBody = joon.hold(HALL, &[1]).await.ok();
    assert_eq!(mina.release(HALL, 1).key("k").await.status, 204);
    let path = format!("/api/reservations/{}", next.reservation_id);
    assert_eq!(joon.get(&path).await.status, 200, "the next buyer keeps it");
    room.close().await;
}

#[tokio::test]
async fn what_was_done_before_takes_no_key() {
    let room = Room::open().await;
    let mina = room.api.with_caller("mina");
    let first: ReservationBody = mina.hold(HALL, &[1]).await.ok();
    let second: ReservationBody = mina.hold(HALL, &[2]).await.ok();
    let release = |held: &ReservationBody, key| {
        mina.call(Method::DELETE, &format!("/api/reservations/{}", held.reservation_id)).key(key)
    };
    assert_eq!(release(&first, "k").await.status, 204);
    assert_eq!(release(&first, "l").await.status, 204, "it is released already");
    assert_eq!(release(&second, "l").await.status, 204, "so this is the first call that needs the key");
    room.close().await;
}
