//! The service on a storage of its own, served over HTTP, with an operator and any number of visitors.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use access::OperatorToken;
use async_trait::async_trait;
use contracts::http::headers;
use primitives::{Clock, EventId, FakeClock};
use reqwest::Method;
use serde_json::{Value, json};
use server::HttpConfig;
use service_harness::{Records, RunningService, ServiceHarness, Storage};
use testkit::{Answer, ApiClient, Call, eventually};
use waiting_room::adapters::sql::SqlLines;
use waiting_room::domain::SeatsLeft;
use waiting_room::ports::{StockSource, StockUnknown};
use waiting_room::{Config, WaitingRoomService};

pub(crate) const EVENT: i64 = 4;
pub(crate) const OPERATOR: &str = "an operator token of tests, long enough";
pub(crate) const SOON: Duration = Duration::from_secs(30);

/// What is left of every event; at first it is not known.
#[derive(Default)]
pub(crate) struct Left(Mutex<Option<SeatsLeft>>);

impl Left {
    pub(crate) fn becomes(&self, free: u32, held: u32) {
        *self.0.lock().unwrap() = Some(SeatsLeft { free, held });
    }
}

#[async_trait]
impl StockSource for Left {
    async fn stock(&self, _: EventId) -> Result<Option<SeatsLeft>, StockUnknown> {
        Ok(*self.0.lock().unwrap())
    }
}

pub(crate) struct Room {
    pub(crate) api: ApiClient,
    pub(crate) clock: Arc<FakeClock>,
    /// Of the event.
    pub(crate) left: Arc<Left>,
    pub(crate) internal_url: String,
    service: RunningService,
}

impl Room {
    pub(crate) async fn start() -> Self {
        Self::start_with(Some(OperatorToken::of(OPERATOR))).await
    }

    pub(crate) async fn start_with(operators: Option<OperatorToken>) -> Self {
        Self::start_as(Config::default(), operators).await
    }

    /// Where a new place costs so much work, unless an operator says something else of the room.
    pub(crate) async fn start_asking_for(work_bits: u32) -> Self {
        let config = Config { work_bits, ..Config::default() };
        Self::start_as(config, Some(OperatorToken::of(OPERATOR))).await
    }

    async fn start_as(config: Config, operators: Option<OperatorToken>) -> Self {
        let (storage, clock) = (Storage::new(Records::Embedded), Arc::new(FakeClock::default()));
        let bus = Arc::new(storage.bus(clock.clone()).await);
        let harness = ServiceHarness::open::<WaitingRoomService>(storage, clock.clone(), bus).await;
        let lines = Arc::new(SqlLines::new(harness.database.clone(), clock.clone()));
        let config = Config { turn_every: Duration::from_millis(10), ..config };
        let left = Arc::new(Left::default());
        let module = waiting_room::module(config, lines, left.clone(), &harness.platform).unwrap();
        let http =
            HttpConfig { trust_caller_header: true, operator_token: operators, ..ServiceHarness::http() };
        let service = harness.serve(http, module);
        let internal_url = service.internal_url.clone();
        let room = Self { api: service.api.clone(), clock, left, internal_url, service };
        eventually("the rooms are read", SOON, async || {
            (room.api.get("/api/waiting-room/events/4").await.status == 404).then_some(())
        })
        .await;
        room
    }

    pub(crate) async fn close(self) {
        self.service.close().await;
    }

    pub(crate) fn now(&self) -> primitives::Timestamp {
        self.clock.now()
    }

    /// By the operator.
    pub(crate) fn operate(&self, action: &str) -> Call {
        self.operate_at(EVENT, action)
    }

    pub(crate) fn operate_at(&self, event: i64, action: &str) -> Call {
        let call = self.api.post(&format!("/api/waiting-room/admin/events/{event}/{action}"));
        call.header("Authorization", &format!("Bearer {OPERATOR}"))
    }

    pub(crate) async fn open_room(&self, body: &Value) -> Value {
        self.operate("open").json(body).await.ok()
    }

    pub(crate) fn visitor(&self, name: &str) -> Visitor {
        Visitor { api: self.api.with_caller(name), ticket: None }
    }

    /// Visitors with these names, who have entered in this order.
    pub(crate) async fn enter_all(&self, names: &[&str]) -> Vec<Visitor> {
        let mut visitors = Vec::new();
        for name in names {
            let mut visitor = self.visitor(name);
            visitor.enter().await;
            visitors.push(visitor);
        }
        visitors
    }

    /// Lets time pass for the lines.
    pub(crate) fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }
}

/// One who waits.
pub(crate) struct Visitor {
    pub(crate) api: ApiClient,
    pub(crate) ticket: Option<String>,
}

impl Visitor {
    pub(crate) async fn enter(&mut self) -> Value {
        let entered: Value = self.try_enter().await.ok();
        self.ticket = Some(entered["ticket"].as_str().unwrap().to_owned());
        entered
    }

    pub(crate) async fn try_enter(&self) -> Answer {
        self.api.post(&format!("/api/waiting-room/events/{EVENT}/enter")).json(&json!({})).await
    }

    pub(crate) async fn place(&self) -> Value {
        self.with_ticket(self.api.get("/api/waiting-room/place")).await.ok()
    }

    pub(crate) async fn leave(&self) {
        let call = self.api.call(Method::DELETE, "/api/waiting-room/place");
        assert_eq!(self.with_ticket(call).await.status, 204);
    }

    pub(crate) async fn claim(&self) -> Answer {
        self.with_ticket(self.api.post("/api/waiting-room/place/claim")).await
    }

    pub(crate) fn with_ticket(&self, call: Call) -> Call {
        call.header(headers::QUEUE_TICKET, self.ticket.as_deref().unwrap_or_default())
    }

    /// Waits until the place is in this state.
    pub(crate) async fn becomes(&self, state: &str) -> Value {
        eventually(&format!("the place is {state}"), SOON, async || {
            Some(self.place().await).filter(|place| place["state"] == state)
        })
        .await
    }
}
