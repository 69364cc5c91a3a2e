//! The service on a storage of its own, with fakes of the other services.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use access::HoldTokens;
use bus::Bus;
use contracts::http::order::{OrderBody, OrderPlacedBody, OrderStatus, PlaceOrderBody};
use order::{Config, Neighbours, OrderService};
use primitives::{Clock, FakeClock, SystemClock};
use server::{Answers, HttpConfig};
use service_harness::{CutBus, RunningService, SECRET, ServiceHarness, Storage};
use sql::Database;
use testkit::{Address, Answer, ApiClient, eventually};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::RECORDS;
use crate::books::FakeBooks;
use crate::others::{Command, FakePrices, FakeSeats, Others, Policy, Reply, willing};

pub(crate) const SOON: Duration = Duration::from_secs(30);

pub(crate) struct Plan {
    pub(crate) storage: Storage,
    pub(crate) config: Config,
    pub(crate) http: HttpConfig,
    pub(crate) clock: Arc<dyn Clock>,
    /// While it is set nothing leaves the service.
    pub(crate) is_cut: Arc<AtomicBool>,
    policy: Policy,
}

pub(crate) struct Room {
    pub(crate) api: ApiClient,
    pub(crate) database: Database,
    pub(crate) bus: Arc<dyn Bus>,
    pub(crate) others: Arc<Others>,
    pub(crate) seats: Arc<FakeSeats>,
    pub(crate) prices: Arc<FakePrices>,
    pub(crate) answers: Arc<dyn Answers>,
    listening: JoinHandle<()>,
    service: RunningService,
}

impl Plan {
    /// Every service replies at once; caller names are trusted and anonymous callers admitted, as in the demo.
    pub(crate) fn new() -> Self {
        Self {
            storage: Storage::new(RECORDS),
            config: Config { sweep_every: Duration::from_millis(5), ..Config::default() },
            http: HttpConfig { trust_caller_header: true, anonymous_open: true, ..ServiceHarness::http() },
            clock: Arc::new(SystemClock),
            is_cut: Arc::default(),
            policy: Arc::new(willing),
        }
    }

    pub(crate) fn policy(self, policy: impl Fn(&Command) -> Vec<Reply> + Send + Sync + 'static) -> Self {
        Self { policy: Arc::new(policy), ..self }
    }

    pub(crate) fn storage(self, storage: Storage) -> Self {
        Self { storage, ..self }
    }

    /// Time stands still until the test moves it.
    pub(crate) fn clock(self, clock: &Arc<FakeClock>) -> Self {
        Self { clock: clock.clone(), ..self }
    }

    pub(crate) async fn open(self) -> Room {
        let bus: Arc<dyn Bus> = Arc::new(self.storage.bus(Arc::new(SystemClock)).await);
        let others = Others::new(bus.clone(), self.policy);
        let listening = others.clone().listen().await;
        let (seats, prices) = (Arc::new(FakeSeats::new()), Arc::new(FakePrices::default()));
        let neighbours = Neighbours {
            seats: seats.clone(),
            prices: prices.clone(),
            others: Arc::new(FakeBooks::default()),
        };
        let cut = Arc::new(CutBus::new(bus.clone(), self.is_cut));
        let harness = ServiceHarness::open::<OrderService>(self.storage, self.clock, cut).await;
        let answers = harness.platform.answers(&harness.database);
        let module = order::module(self.config, neighbours, &harness.platform).await.unwrap();
        let service = harness.serve(self.http, module);
        let (api, database) = (service.api.clone(), service.database.clone());
        Room { api, database, bus, others, seats, prices, answers, listening, service }
    }
}

impl Room {
    pub(crate) async fn open() -> Self {
        Plan::new().open().await
    }

    /// Ends in good order and leaves what outlives it.
    pub(crate) async fn close(self) -> Storage {
        let storage = self.service.close().await;
        self.others.stop.notify_one();
        self.listening.await.unwrap();
        storage
    }

    /// Stops in good order, and gives what it has left: nothing changes that any more.
    pub(crate) async fn at_rest(self) -> (Storage, Database) {
        let left = self.service.storage().seen_by_another::<OrderService>(&self.database).await;
        (self.close().await, left)
    }

    /// What the process counts, as operators read it.
    pub(crate) async fn metrics(&self) -> String {
        let internal = ApiClient::new(Address::new(&self.service.internal_url));
        String::from_utf8(internal.get("/metrics").await.bytes).unwrap()
    }

    /// A token for the hold that every claim is made from.
    pub(crate) fn token(&self) -> String {
        HoldTokens::new(SECRET).sign(self.seats.hold)
    }

    /// An accepted order; the key is the order's own.
    pub(crate) async fn place(&self, seats: &[i64]) -> OrderPlacedBody {
        let key = format!("order of {seats:?}").replace(' ', "-");
        self.api.place_order(1, seats, None, &key).await.ok()
    }

    pub(crate) async fn order(&self, id: Uuid) -> OrderBody {
        self.api.order(id).await.ok()
    }

    /// Waits until the order is as wanted, and gives it.
    pub(crate) async fn until(&self, id: Uuid, what: &str, wanted: impl Fn(&OrderBody) -> bool) -> OrderBody {
        eventually(what, SOON, async || {
            let order = self.order(id).await;
            wanted(&order).then_some(order)
        })
        .await
    }

    pub(crate) async fn until_confirmed(&self, id: Uuid) -> OrderBody {
        self.until(id, "the order is confirmed", |order| order.status == OrderStatus::Confirmed).await
    }

    pub(crate) async fn until_cancelled(&self, id: Uuid) -> OrderBody {
        self.until(id, "the order is cancelled", |order| order.status == OrderStatus::Cancelled).await
    }

    /// Waits until the others have received this command for the order so many times.
    pub(crate) async fn until_received(&self, id: Uuid, command: &'static str, times: usize) {
        eventually(&format!("{command} received {times} times"), SOON, async || {
            (self.others.counts(id).get(command).copied().unwrap_or(0) >= times).then_some(())
        })
        .await;
    }

    /// Who bought what, as the ledger says.
    pub(crate) async fn ledger(&self) -> Vec<(i64, String)> {
        let mut reader = self.database.reader().await.unwrap();
        sql::query("SELECT seat_id, order_id FROM sale_ledger ORDER BY seat_id")
            .fetch_all(&mut reader)
            .await
            .unwrap()
    }

    /// Each row of the ledger by its seat.
    pub(crate) async fn sold_tiers(&self) -> Vec<(i64, Option<String>)> {
        let mut reader = self.database.reader().await.unwrap();
        let rows = sql::query("SELECT seat_id, tier FROM sale_ledger ORDER BY seat_id");
        rows.fetch_all(&mut reader).await.unwrap()
    }

    pub(crate) async fn count_orders(&self) -> i64 {
        let mut reader = self.database.reader().await.unwrap();
        let (count,) = sql::query("SELECT COUNT(*) FROM orders").fetch_one(&mut reader).await.unwrap();
        count
    }
}

pub(crate) fn body(seats: &[i64]) -> PlaceOrderBody {
    PlaceOrderBody { event_id: 1, seat_ids: seats.to_vec(), payment_method: None, hold_token: None }
}

/// The timeline as text: step, outcome, attempt.
pub(crate) fn timeline(order: &OrderBody) -> Vec<String> {
    let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let line = |entry: &contracts::http::order::TimelineEntry| {
        let (step, outcome) = (serde_json::to_value(entry.step), serde_json::to_value(entry.outcome));
        format!("{} {} {}", word(step.unwrap()), word(outcome.unwrap()), entry.attempt)
    };
    order.timeline.iter().map(line).collect()
}

pub(crate) fn replayed(answer: &Answer) -> bool {
    answer.header("Idempotent-Replayed") == Some("true")
}
