//! Visitors who look and buy at a steady pace, and write down every request that was lost.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use contracts::http::order::{OrderPlacedBody, OrderStatus};
use parking_lot::Mutex;
use testkit::{Answer, ApiClient, Buyer, Call};
use tokio::task::JoinSet;
use tokio::time::interval;
use uuid::Uuid;

use crate::{ARENA, SOON};

const VISITORS: usize = 4;
/// So that no more is ordered than the machine can decide.
const ONE_VISIT_EVERY: Duration = Duration::from_millis(400);

pub(crate) struct Load {
    shared: Arc<Shared>,
    visitors: JoinSet<()>,
}

struct Shared {
    api: ApiClient,
    next_seat: AtomicI64,
    is_over: AtomicBool,
    asked: AtomicU64,
    lost: Mutex<Vec<String>>,
    orders: Mutex<BTreeMap<i64, Uuid>>,
}

impl Load {
    pub(crate) fn begin(api: &ApiClient) -> Self {
        let shared = Arc::new(Shared {
            api: api.clone(),
            next_seat: AtomicI64::new(1),
            is_over: AtomicBool::new(false),
            asked: AtomicU64::new(0),
            lost: Mutex::default(),
            orders: Mutex::default(),
        });
        let mut visitors = JoinSet::new();
        for _ in 0..VISITORS {
            let shared = Arc::clone(&shared);
            visitors.spawn(async move {
                let mut pace = interval(ONE_VISIT_EVERY);
                while !shared.is_over.load(Ordering::Relaxed) {
                    pace.tick().await;
                    shared.visit().await;
                }
            });
        }
        Self { shared, visitors }
    }

    /// Ends it; gives how many requests there were, and the seats of all orders, each of which has to be confirmed.
    pub(crate) async fn end(mut self) -> (u64, Vec<i64>) {
        self.shared.is_over.store(true, Ordering::Relaxed);
        while let Some(ended) = self.visitors.join_next().await {
            ended.unwrap();
        }
        let asked = self.shared.asked.load(Ordering::Relaxed);
        let lost = self.shared.lost.lock().clone();
        assert!(lost.is_empty(), "{} of {asked} requests were lost: {lost:#?}", lost.len());
        let orders = self.shared.orders.lock().clone();
        for (seat, order) in &orders {
            let buyer = Buyer::named(&self.shared.api, &buyer_of(*seat));
            assert_eq!(buyer.outcome(*order, SOON).await.status, OrderStatus::Confirmed, "seat {seat}");
        }
        (asked, orders.into_keys().collect())
    }
}

impl Shared {
    /// Asks every service for something, and sells a seat.
    async fn visit(&self) {
        let seat = self.next_seat.fetch_add(1, Ordering::Relaxed);
        let api = self.api.with_caller(&buyer_of(seat));
        self.ask("events", 200, api.events()).await;
        self.ask("map", 200, api.packed_seats(ARENA)).await;
        self.ask("methods", 200, api.get("/api/payments/methods")).await;
        self.ask("no room", 404, api.get(&format!("/api/waiting-room/events/{ARENA}"))).await;
        self.ask("guest", 201, api.post("/api/auth/guest")).await;
        if self.ask("hold", 201, api.hold(ARENA, &[seat])).await.is_none() {
            return;
        }
        let order = api.place_order(ARENA, &[seat], Some("tok_ok"), &format!("order-of-seat-{seat}"));
        if let Some(placed) = self.ask("order", 201, order).await {
            let placed: OrderPlacedBody = placed.ok();
            self.orders.lock().insert(seat, placed.order_id);
            self.ask("order again", 200, api.order(placed.order_id)).await;
        }
    }

    /// Once: a lost request is not asked again.
    async fn ask(&self, what: &str, expected: u16, call: Call) -> Option<Answer> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let lost = match call.attempt().await {
            Ok(answer) if answer.status == expected => return Some(answer),
            Ok(answer) => answer.to_string(),
            Err(error) => format!("{error:?}"),
        };
        self.lost.lock().push(format!("{what}: {lost}"));
        None
    }
}

fn buyer_of(seat: i64) -> String {
    format!("buyer-{seat}")
}
