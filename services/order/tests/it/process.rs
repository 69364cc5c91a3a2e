//! The use cases of one process, without its loops: nothing is published, and no time passes by itself.

use std::sync::Arc;

use futures::future::join_all;
use lifecycle::Lifecycle;
use order::app::{Orders, PlaceOrder, Tools};
use order::domain::{OrderKey, OrderRequest, OrderSecret};
use order::store::OrderStore;
use order::{Config, OrderService};
use primitives::{Clock, Credentials, EventId, GuestId, OrderId, RandomIds, SeatId, SystemClock, UserId};
use service_harness::{SECRET, Storage};
use sql::Database;

use crate::RECORDS;
use crate::others::{FakePrices, FakeSeats};
use crate::room::SOON;

pub(crate) struct Process {
    pub(crate) orders: Arc<Orders>,
    pub(crate) seats: Arc<FakeSeats>,
    pub(crate) store: OrderStore,
    pub(crate) database: Database,
}

impl Process {
    pub(crate) fn on(database: Database) -> Self {
        Self::with_clock(database, Arc::new(SystemClock))
    }

    pub(crate) fn with_clock(database: Database, clock: Arc<dyn Clock>) -> Self {
        let (store, seats) = (OrderStore::new(database.clone()), Arc::new(FakeSeats::new()));
        let mut config = Config::default();
        config.limits.claim = SOON;
        config.limits.admission.free = 1_000;
        let tools = Tools {
            store: store.clone(),
            seats: seats.clone(),
            prices: Arc::new(FakePrices::default()),
            clock,
            ids: Arc::new(RandomIds::default()),
            secret: OrderSecret::new(SECRET),
            tasks: Lifecycle::new().tasks(),
        };
        let orders = Arc::new(Orders::new(tools, config.timeouts, config.limits));
        Self { orders, seats, store, database }
    }

    pub(crate) async fn place(&self, seats: impl IntoIterator<Item = Vec<i64>>) -> Vec<OrderId> {
        let placing = seats.into_iter().enumerate().map(|(key, seats)| {
            let command = command(&key.to_string(), &seats);
            async move { self.orders.place(command).await.unwrap().answer.order }
        });
        join_all(placing).await
    }
}

pub(crate) async fn fresh() -> (Storage, Process) {
    let storage = Storage::new(RECORDS);
    let database = storage.database::<OrderService>().await;
    (storage, Process::on(database))
}

pub(crate) fn command(key: &str, seats: &[i64]) -> PlaceOrder {
    let seats = seats.iter().map(|seat| SeatId::new(*seat).unwrap()).collect();
    PlaceOrder {
        key: OrderKey { scope: "anonymous".to_owned(), key: key.to_owned() },
        request: OrderRequest::new(EventId::new(1).unwrap(), seats, None).unwrap(),
        // Each order is of a buyer of its own, so that none is limited.
        caller: Credentials { user: UserId::parse(key), was_guest: None, token: None, open: true },
        address: GuestId(key.bytes().fold(0, |sum, byte| sum * 31 + u64::from(byte))),
        hold: None,
        counter: None,
    }
}
