//! The whole service in a folder of its own, served over HTTP, with a bus on which the test sends commands and reads every message.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use access::HoldTokens;
use bus::adapters::sqlite::{Retention, SqliteBus};
use bus::{Bus, Message, Publisher};
use contracts::messages::{ReservationCommand, ReservationReply, SeatChange, SeatEvent};
use contracts::topics::Topic;
use lifecycle::Lifecycle;
use platform::{Parts, Platform};
use primitives::{Clock, EventId, FakeClock, IdSource, MessageId, RandomIds, Timestamp};
use reservation::adapters::sql::{MIGRATOR, SqlSeats};
use reservation::app::{EventMeta, Reservations};
use reservation::{Config, ReservationService};
use server::HttpConfig;
use settings::Secret;
use sql::Database;
use tempfile::TempDir;
use testkit::{Address, ApiClient, eventually};
use tokio::task::JoinHandle;

pub(crate) const SOON: Duration = Duration::from_secs(30);
pub(crate) const EVENT: i64 = 1;
pub(crate) const SEATS: u32 = 20;
pub(crate) const NOT_YET: i64 = 2;

pub(crate) struct Room {
    pub(crate) api: ApiClient,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) reservations: Arc<Reservations>,
    bus: Arc<SqliteBus>,
    received: Arc<Mutex<Vec<Message>>>,
    lifecycle: Lifecycle,
    serving: JoinHandle<anyhow::Result<()>>,
    listening: Vec<JoinHandle<()>>,
    ids: Arc<RandomIds>,
    _folder: TempDir,
}

impl Room {
    /// Open mode, and `X-Caller-Id` is trusted.
    pub(crate) async fn open() -> Self {
        Self::open_with(true).await
    }

    /// Anonymous callers need their token.
    pub(crate) async fn closed() -> Self {
        Self::open_with(false).await
    }

    async fn open_with(anonymous_open: bool) -> Self {
        telemetry::init_for_tests();
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(FakeClock::default());
        let ids = Arc::new(RandomIds::default());
        let lifecycle = Lifecycle::new();
        let log = folder.path().join("bus.db");
        let bus = Arc::new(SqliteBus::open(&log, clock.clone(), Retention::default()).await.unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let mut listening = Vec::new();
        for topic in [Topic::SEAT_EVENTS, Topic::RESERVATION_REPLIES] {
            listening.push(listen(&bus, topic, received.clone()).await);
        }
        let file = folder.path().join("reservation.db");
        let database = Database::open(&file, &MIGRATOR).await.unwrap();
        let seats = SqlSeats::on(database.clone(), clock.clone(), ids.clone(), &lifecycle);
        let config = Config { sweep_every: Duration::from_millis(20), ..Config::default() };
        let reservations =
            Arc::new(Reservations::new(Arc::new(seats), clock.clone(), ids.clone(), config.limits));
        install(&reservations, EVENT, clock.now()).await;
        install(&reservations, NOT_YET, clock.now().plus(Duration::from_secs(3_600))).await;
        let platform = Platform::of_parts::<ReservationService>(Parts {
            clock: clock.clone(),
            ids: ids.clone(),
            lifecycle: lifecycle.clone(),
            secret: Secret::new(b"secret".to_vec()),
            bus: bus.clone(),
            database: database.clone(),
        });
        let module = reservation::module(config, reservations.clone(), Some(&database), &platform);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let api = ApiClient::new(Address::new(format!("http://{}", listener.local_addr().unwrap())));
        let http =
            HttpConfig { threads: 1, trust_caller_header: true, anonymous_open, ..HttpConfig::default() };
        let mounts = vec![module.into_mount()];
        let serving = server::run(http, HoldTokens::new(b"secret"), mounts, listener, lifecycle.clone());
        #[expect(clippy::disallowed_methods, reason = "this task is the server")]
        let serving = tokio::task::spawn(serving);
        Self { api, clock, reservations, bus, received, lifecycle, serving, listening, ids, _folder: folder }
    }

    pub(crate) async fn close(self) {
        self.lifecycle.stop();
        self.serving.await.unwrap().unwrap();
        self.listening.iter().for_each(JoinHandle::abort);
    }

    pub(crate) fn new_message_id(&self) -> MessageId {
        self.ids.message_id(self.clock.now())
    }

    pub(crate) async fn send_as(
        &self,
        id: MessageId,
        command: &ReservationCommand,
        traceparent: Option<&str>,
    ) {
        let message =
            Message::compose(id, self.clock.now(), traceparent.map(str::to_owned), command).unwrap();
        self.bus.publish(&[message]).await.unwrap();
    }

    pub(crate) async fn send(&self, command: &ReservationCommand) -> MessageId {
        let id = self.new_message_id();
        self.send_as(id, command, None).await;
        id
    }

    /// Every message of this kind that was published so far.
    pub(crate) fn received<M: contracts::messages::Message>(&self) -> Vec<(Message, M)> {
        let received = self.received.lock().unwrap();
        received.iter().filter_map(|message| Some((message.clone(), message.decode().ok()?))).collect()
    }

    pub(crate) async fn receive_replies(&self, count: usize) -> Vec<(Message, ReservationReply)> {
        eventually("the replies are received", SOON, async || {
            Some(self.received::<ReservationReply>()).filter(|replies| replies.len() >= count)
        })
        .await
    }

    /// Every change of a seat that was published so far, with its message.
    pub(crate) fn received_changes(&self) -> Vec<(Message, SeatChange)> {
        let events = self.received::<SeatEvent>().into_iter();
        let of_event = |(message, event): (Message, SeatEvent)| {
            event.changes().unwrap().into_iter().map(move |change| (message.clone(), change))
        };
        events.flat_map(of_event).collect()
    }

    pub(crate) async fn receive_changes(&self, count: usize) -> Vec<(Message, SeatChange)> {
        eventually("the seat events are received", SOON, async || {
            Some(self.received_changes()).filter(|changes| changes.len() >= count)
        })
        .await
    }
}

async fn install(reservations: &Reservations, event: i64, on_sale_at: Timestamp) {
    let meta = EventMeta { event: EventId::new(event).unwrap(), seat_count: SEATS, on_sale_at };
    reservations.install(meta).await.unwrap();
}

async fn listen(bus: &SqliteBus, topic: Topic, received: Arc<Mutex<Vec<Message>>>) -> JoinHandle<()> {
    let mut tail = bus.tail(topic).await.unwrap();
    #[expect(clippy::disallowed_methods, reason = "it listens until the test ends")]
    tokio::task::spawn(async move {
        while let Ok(messages) = tail.next().await {
            received.lock().unwrap().extend(messages);
        }
    })
}
