//! The connection breaks while an order is being committed: its buyer gets the right answer all the same.

use std::sync::Arc;

use lifecycle::Lifecycle;
use order::Config;
use order::app::{Orders, PlaceOrder, Tools};
use order::domain::{OrderKey, OrderRequest, OrderSecret};
use order::store::{MIGRATOR, OrderStore};
use primitives::{Credentials, EventId, GuestId, RandomIds, SeatId, SystemClock};
use service_harness::SECRET;
use sql::{Database, ServerConfig};

use crate::others::{FakePrices, FakeSeats};
use crate::proxy::Proxy;

struct World {
    proxy: Proxy,
    orders: Arc<Orders>,
    seats: Arc<FakeSeats>,
    store: OrderStore,
}

impl World {
    async fn new() -> Self {
        let server = engines::mariadb();
        let url = server.database();
        let proxy = Proxy::to(server.port).await;
        let by_proxy = url.replace(&format!(":{}/", server.port), &format!(":{}/", proxy.port));
        let config = ServerConfig::for_url(&format!("{by_proxy}?ssl-mode=DISABLED")).unwrap();
        let store = OrderStore::new(Database::connect(&config, &MIGRATOR).await.unwrap());
        let seats = Arc::new(FakeSeats::new());
        let tools = Tools {
            store: store.clone(),
            seats: seats.clone(),
            prices: Arc::new(FakePrices::default()),
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds::default()),
            secret: OrderSecret::new(SECRET),
            tasks: Lifecycle::new().tasks(),
        };
        let config = Config::default();
        Self { proxy, orders: Arc::new(Orders::new(tools, config.timeouts, config.limits)), seats, store }
    }

    /// Places an order whose commit is cut, and finds it as it was answered.
    async fn place(&self, seat: i64) {
        let command = PlaceOrder {
            key: OrderKey { scope: "anonymous".to_owned(), key: seat.to_string() },
            request: OrderRequest::new(EventId::new(1).unwrap(), vec![SeatId::new(seat).unwrap()], None)
                .unwrap(),
            caller: Credentials { user: None, was_guest: None, token: None, open: true },
            address: GuestId(seat.unsigned_abs()),
            hold: None,
            counter: None,
        };
        let placed = self.orders.place(command.clone()).await.unwrap();
        assert!(!placed.replayed);
        assert!(self.store.find(placed.answer.order).await.unwrap().is_some());
        let again = self.orders.place(command).await.unwrap();
        assert_eq!((again.answer, again.replayed), (placed.answer, true));
        assert!(
            self.seats.unclaimed.lock().unwrap().is_empty(),
            "the seats of an accepted order were given back"
        );
    }
}

#[tokio::test]
async fn an_order_whose_commit_never_arrived_is_committed_again() {
    let world = World::new().await;
    for seat in 1..=5 {
        world.proxy.cut_before_commit();
        world.place(seat).await;
    }
    assert_eq!(world.proxy.cuts(), 5);
}

#[tokio::test]
async fn an_order_whose_commit_was_not_answered_is_found_by_its_key() {
    let world = World::new().await;
    for seat in 1..=5 {
        world.proxy.cut_behind_commit();
        world.place(seat).await;
    }
    assert_eq!(world.proxy.cuts(), 5);
}
