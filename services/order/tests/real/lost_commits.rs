//! The connection breaks off while an order is being committed: whoever placed it is told the truth all the same.

use std::sync::Arc;

use lifecycle::Lifecycle;
use order::Config;
use order::adapters::sql::SqlOrders;
use order::app::{Orders, PlaceOrder, Tools};
use order::domain::{OrderKey, OrderRequest, OrderSecret};
use order::ports::OrderStore;
use primitives::{Credentials, EventId, RandomIds, SeatId, SystemClock};

use crate::engine::at;
use crate::others::{PlayedPrices, PlayedSeats};
use crate::proxy::Proxy;
use crate::room::SECRET;

struct World {
    proxy: Proxy,
    orders: Arc<Orders>,
    seats: Arc<PlayedSeats>,
    store: SqlOrders,
}

impl World {
    async fn new() -> Self {
        let server = engines::mariadb();
        let url = server.database();
        let proxy = Proxy::to(server.port).await;
        let by_proxy = url.replace(&format!(":{}/", server.port), &format!(":{}/", proxy.port));
        let store = SqlOrders::new(at(&format!("{by_proxy}?ssl-mode=DISABLED")).await);
        let seats = Arc::new(PlayedSeats::new());
        let tools = Tools {
            store: Arc::new(store.clone()),
            seats: seats.clone(),
            prices: Arc::new(PlayedPrices::default()),
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds::default()),
            secret: OrderSecret::new(SECRET),
            tasks: Lifecycle::new().tasks(),
        };
        let config = Config::default();
        Self { proxy, orders: Arc::new(Orders::new(tools, config.pace, config.limits)), seats, store }
    }

    /// Places an order whose commit is cut, and finds it as it was answered.
    async fn place(&self, seat: i64) {
        let command = PlaceOrder {
            key: OrderKey { scope: "anonymous".to_owned(), key: seat.to_string() },
            request: OrderRequest::new(EventId::new(1).unwrap(), vec![SeatId::new(seat).unwrap()], None)
                .unwrap(),
            caller: Credentials { user: None, token: None, open: true },
            body: |order| Ok(format!("order of {:?}", order.seats)),
        };
        let placed = self.orders.place(command.clone()).await.unwrap();
        assert!(!placed.replayed);
        assert!(self.store.find(placed.order).await.unwrap().is_some());
        let again = self.orders.place(command).await.unwrap();
        assert_eq!((again.order, again.body, again.replayed), (placed.order, placed.body, true));
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
