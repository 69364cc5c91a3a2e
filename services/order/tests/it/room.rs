//! The service in a folder of its own, with fakes of the other services.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use access::HoldTokens;
use bus::Bus;
use bus::adapters::sqlite::{Retention, SqliteBus};
use contracts::http::order::{OrderBody, OrderPlacedBody, OrderStatus, PlaceOrderBody};
use lifecycle::Lifecycle;
use order::{Config, Neighbours, OrderService};
use platform::{Parts, Platform};
use primitives::{Clock, FakeClock, RandomIds, SystemClock};
use server::HttpConfig;
use settings::Secret;
use sql::Database;
use tempfile::TempDir;
use testkit::{Address, Answer, ApiClient, eventually};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::books::FakeBooks;
use crate::others::{Command, FakePrices, FakeSeats, Others, Policy, Reply, willing};

pub(crate) const SOON: Duration = Duration::from_secs(30);
pub(crate) const SECRET: &[u8] = b"secret";

/// Everything that outlives the process.
pub(crate) struct Folder(TempDir);

pub(crate) struct Plan {
    pub(crate) folder: Folder,
    pub(crate) config: Config,
    pub(crate) http: HttpConfig,
    pub(crate) clock: Arc<dyn Clock>,
    policy: Policy,
}

pub(crate) struct Room {
    pub(crate) api: ApiClient,
    pub(crate) database: Database,
    pub(crate) bus: Arc<SqliteBus>,
    pub(crate) others: Arc<Others>,
    pub(crate) seats: Arc<FakeSeats>,
    pub(crate) prices: Arc<FakePrices>,
    lifecycle: Lifecycle,
    serving: JoinHandle<anyhow::Result<()>>,
    listening: JoinHandle<()>,
    folder: Folder,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) async fn database(&self) -> Database {
        crate::engine::database(self.0.path()).await
    }

    pub(crate) async fn seen_by_another(&self, database: &Database) -> Database {
        crate::engine::seen_by_another(self.0.path(), database).await
    }

    async fn bus(&self) -> SqliteBus {
        let file = self.0.path().join("bus.db");
        SqliteBus::open(&file, Arc::new(SystemClock), Retention::default()).await.unwrap()
    }
}

impl Plan {
    /// Every service replies at once; caller names are trusted and anonymous callers admitted, as in the demo.
    pub(crate) fn new() -> Self {
        Self {
            folder: Folder::new(),
            config: Config { sweep_every: Duration::from_millis(5), ..Config::default() },
            http: HttpConfig {
                threads: 1,
                trust_caller_header: true,
                anonymous_open: true,
                ..HttpConfig::default()
            },
            clock: Arc::new(SystemClock),
            policy: Arc::new(willing),
        }
    }

    pub(crate) fn policy(self, policy: impl Fn(&Command) -> Vec<Reply> + Send + Sync + 'static) -> Self {
        Self { policy: Arc::new(policy), ..self }
    }

    pub(crate) fn folder(self, folder: Folder) -> Self {
        Self { folder, ..self }
    }

    /// Time stands still until the test moves it.
    pub(crate) fn clock(self, clock: &Arc<FakeClock>) -> Self {
        Self { clock: clock.clone(), ..self }
    }

    pub(crate) async fn open(self) -> Room {
        telemetry::init_for_tests();
        let database = self.folder.database().await;
        let bus = Arc::new(self.folder.bus().await);
        let others = Others::new(bus.clone() as Arc<dyn Bus>, self.policy);
        let listening = others.clone().listen().await;
        let (seats, prices) = (Arc::new(FakeSeats::new()), Arc::new(FakePrices::default()));
        let lifecycle = Lifecycle::new();
        let neighbours = Neighbours {
            seats: seats.clone(),
            prices: prices.clone(),
            others: Arc::new(FakeBooks::default()),
        };
        let platform = Platform::of_parts::<OrderService>(Parts {
            clock: self.clock,
            ids: Arc::new(RandomIds::default()),
            lifecycle: lifecycle.clone(),
            secret: Secret::new(SECRET.to_vec()),
            bus: bus.clone(),
            database: database.clone(),
        });
        let module = order::module(self.config, neighbours, &platform).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let api = ApiClient::new(Address::new(format!("http://{}", listener.local_addr().unwrap())));
        let mounts = vec![module.into_mount()];
        let serving = server::run(self.http, HoldTokens::new(SECRET), mounts, listener, lifecycle.clone());
        #[expect(clippy::disallowed_methods, reason = "this task is the server")]
        let serving = tokio::task::spawn(serving);
        Room { api, database, bus, others, seats, prices, lifecycle, serving, listening, folder: self.folder }
    }
}

impl Room {
    pub(crate) async fn open() -> Self {
        Plan::new().open().await
    }

    /// Ends in good order and leaves the folder.
    pub(crate) async fn close(self) -> Folder {
        self.lifecycle.stop();
        self.serving.await.unwrap().unwrap();
        self.others.stop.notify_one();
        self.listening.await.unwrap();
        self.folder
    }

    /// Stops in good order, and gives what it has left: nothing changes that any more.
    pub(crate) async fn at_rest(self) -> (Folder, Database) {
        let left = self.folder.seen_by_another(&self.database).await;
        (self.close().await, left)
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
