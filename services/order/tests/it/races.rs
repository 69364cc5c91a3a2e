//! Two processes, one database: what no lock in memory can decide, the records do.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Lifecycle;
use order::app::{Orders, PlaceError, PlaceOrder, Placement, Tools};
use order::domain::{OrderKey, OrderRequest, OrderSecret};
use order::store::OrderStore;
use order::{Config, OrderService};
use primitives::{Credentials, EventId, GuestId, RandomIds, SeatId, SystemClock};
use service_harness::{SECRET, Storage};
use sql::Database;
use testkit::eventually;

use crate::RECORDS;
use crate::others::{FakePrices, FakeSeats};
use crate::room::SOON;

struct Processes {
    one: Arc<Orders>,
    other: Arc<Orders>,
    seats: Arc<FakeSeats>,
    _storage: Storage,
}

/// Two of them, which know nothing of each other, with claims held back until both have looked for the key.
async fn two_processes() -> Processes {
    let storage = Storage::new(RECORDS);
    let one = storage.database::<OrderService>().await;
    let other = storage.seen_by_another::<OrderService>(&one).await;
    let seats = Arc::new(FakeSeats::new());
    seats.hold_claims_back();
    let process = |database: &Database| {
        let tools = Tools {
            store: OrderStore::new(database.clone()),
            seats: seats.clone(),
            prices: Arc::new(FakePrices::default()),
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds::default()),
            secret: OrderSecret::new(SECRET),
            tasks: Lifecycle::new().tasks(),
        };
        let mut config = Config::default();
        config.limits.claim = Duration::from_secs(10);
        Arc::new(Orders::new(tools, config.timeouts, config.limits))
    };
    Processes { one: process(&one), other: process(&other), seats, _storage: storage }
}

fn command(seat: i64) -> PlaceOrder {
    let seats = vec![SeatId::new(seat).unwrap()];
    PlaceOrder {
        key: OrderKey { scope: "anonymous".to_owned(), key: "k".to_owned() },
        request: OrderRequest::new(EventId::new(1).unwrap(), seats, None).unwrap(),
        caller: Credentials { user: None, was_guest: None, token: None, open: true },
        address: GuestId(1),
        hold: None,
        counter: None,
    }
}

type Placed = Result<Placement, PlaceError>;

async fn race(processes: &Processes, one: i64, other: i64) -> (Placed, Placed) {
    let (one, other, ()) =
        tokio::join!(processes.one.place(command(one)), processes.other.place(command(other)), async {
            eventually("both claim", SOON, async || (processes.seats.claimed() == 2).then_some(())).await;
            processes.seats.let_claims_through();
        });
    (one, other)
}

#[tokio::test]
async fn two_bodies_on_one_key_are_one_order_and_the_loser_gives_its_seats_back() {
    let processes = two_processes().await;
    let (one, other) = race(&processes, 1, 2).await;
    let (winner, loser) = if one.is_ok() { (one, other) } else { (other, one) };
    let winner = winner.unwrap();
    assert!(matches!(loser, Err(PlaceError::KeyReused)), "{loser:?}");
    let unclaimed = processes.seats.unclaimed.lock().unwrap().clone();
    assert_eq!(unclaimed.len(), 1);
    assert_ne!(unclaimed[0], winner.answer.order);
}

#[tokio::test]
async fn one_request_through_two_processes_is_one_order_with_one_answer() {
    let processes = two_processes().await;
    let (one, other) = race(&processes, 1, 1).await;
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.answer, other.answer);
    assert!(one.replayed != other.replayed);
    assert!(processes.seats.unclaimed.lock().unwrap().is_empty(), "the seats of the order were given back");
}
