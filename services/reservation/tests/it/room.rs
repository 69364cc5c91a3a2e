//! The service on a storage of its own, served over HTTP, with a bus on which the test sends commands and reads every message.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bus::Message;
use contracts::messages::{ReservationCommand, SeatChange, SeatEvent};
use contracts::topics::Topic;
use primitives::{Clock, Credentials, EventId, FakeClock, MessageId, SeatId, TierName, Timestamp, UserId};
use reservation::adapters::sql::SqlSeats;
use reservation::app::{EventMeta, EventRetention, Reservations};
use reservation::domain::{GridArea, SalePlan, SaleSection, SectionRows, TierPrice, UnitRange};
use reservation::ports::{Events, EventsUnavailable, PublishedEvent, ReleaseHold};
use reservation::{Config, ReservationService};
use server::{Answers, HttpConfig};
use service_harness::{Recorder, Records, RunningService, ServiceHarness, Storage};
use testkit::{ApiClient, eventually};

pub(crate) const EVENT: i64 = 1;
pub(crate) const SEATS: u32 = 20;
pub(crate) const NOT_YET: i64 = 2;
/// Its seats 1 to 8 are in the section STANDS, the others units of FIELD, for adults and for youths.
pub(crate) const FESTIVAL: i64 = 3;
/// How many youths it has room for.
pub(crate) const YOUTHS_MAX: u32 = 4;
/// Forty rows of fifty seats.
pub(crate) const HALL: i64 = 4;
/// Two rows of ten seats, STALLS and CIRCLE, of which none may be left alone for an hour.
pub(crate) const THEATRE: i64 = 5;
/// Seats of which a named buyer may have two.
pub(crate) const CLUB: i64 = 6;
pub(crate) const HOUR: Duration = Duration::from_secs(3_600);
const SOON: Duration = Duration::from_secs(30);

pub(crate) struct Room {
    pub(crate) api: ApiClient,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) reservations: Arc<Reservations>,
    pub(crate) recorder: Recorder,
    pub(crate) answers: Arc<dyn Answers>,
    service: RunningService,
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
        let (storage, clock) = (Storage::new(Records::Embedded), Arc::new(FakeClock::default()));
        let bus = Arc::new(storage.bus(clock.clone()).await);
        let topics = [Topic::SEAT_EVENTS, Topic::RESERVATION_REPLIES];
        let recorder = Recorder::of(bus.as_ref(), &topics).await;
        let harness = ServiceHarness::open::<ReservationService>(storage, clock.clone(), bus).await;
        let (database, ids) = (harness.database.clone(), harness.platform.ids());
        let lifecycle = harness.platform.lifecycle();
        let seats = Arc::new(SqlSeats::on(database.clone(), clock.clone(), ids.clone(), lifecycle));
        let config = Config { sweep_every: Duration::from_millis(20), ..Config::default() };
        let events = EventRetention::new(Arc::new(Plans), clock.clone(), config.event_retention);
        let reservations = Reservations::new(seats, clock.clone(), ids, config.limits).forgetting(events);
        let reservations = Arc::new(reservations);
        for (event, seats) in
            [(EVENT, SEATS), (FESTIVAL, SEATS), (HALL, 2_000), (THEATRE, SEATS), (CLUB, SEATS)]
        {
            install(&reservations, event, seats, clock.now()).await;
        }
        install(&reservations, NOT_YET, SEATS, clock.now().plus(HOUR)).await;
        let answers = harness.platform.answers(&database);
        let module = reservation::module(
            config,
            reservations.clone(),
            answers.clone(),
            Some(&database),
            &harness.platform,
        )
        .unwrap();
        let http = HttpConfig { trust_caller_header: true, anonymous_open, ..ServiceHarness::http() };
        let service = harness.serve(http, module);
        Self { api: service.api.clone(), clock, reservations, recorder, answers, service }
    }

    pub(crate) async fn close(self) {
        self.service.close().await;
    }

    /// As another instance would, with the same store.
    pub(crate) async fn release_elsewhere(&self, event: i64, seat_number: i64, user: &str) {
        let caller = Credentials { user: UserId::parse(user), was_guest: None, token: None, open: false };
        let command = ReleaseHold {
            event: EventId::new(event).unwrap(),
            seat: seat(seat_number),
            caller,
            traceparent: None,
        };
        self.reservations.store().release_hold(command).await.unwrap();
    }

    pub(crate) fn new_message_id(&self) -> MessageId {
        self.service.new_message_id()
    }

    pub(crate) async fn send_as(
        &self,
        id: MessageId,
        command: &ReservationCommand,
        traceparent: Option<&str>,
    ) {
        self.service.send_as(id, command, traceparent).await;
    }

    pub(crate) async fn send(&self, command: &ReservationCommand) -> MessageId {
        self.service.send(command).await
    }

    /// Every change of a seat that was published so far, with its message.
    pub(crate) fn received_changes(&self) -> Vec<(Message, SeatChange)> {
        let events = self.recorder.received::<SeatEvent>().into_iter();
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

/// What the catalog says of the festival, the hall and the theatre.
struct Plans;

#[async_trait]
impl Events for Plans {
    async fn published(&self, _: EventId) -> Result<Option<PublishedEvent>, EventsUnavailable> {
        Ok(None)
    }

    async fn plan(&self, event: EventId) -> Result<Option<SalePlan>, EventsUnavailable> {
        let youth = TierPrice { cap: Some(YOUTHS_MAX), ..tier(TierName::YOUTH, 20) };
        let tiers = vec![tier(TierName::ADULT, 40), youth];
        let units = Some(UnitRange { first: seat(9), last: seat(i64::from(SEATS)) });
        let field = SaleSection { name: "FIELD".to_owned(), price: 40, units, rows: None, tiers };
        let singles_from = FakeClock::default().now().plus(HOUR);
        Ok(match event.get() {
            FESTIVAL => Some(SalePlan::new(vec![seated("STANDS", 50, 1, (1, 8)), field], None)),
            NOT_YET => Some(SalePlan::new(vec![seated("STANDS", 50, 1, (2, 10))], None)),
            HALL => Some(SalePlan::new(vec![seated("HALL", 70, 1, (40, 50))], None)),
            CLUB => {
                let plan = SalePlan::new(vec![seated("CLUB", 50, 1, (2, 10))], None);
                Some(plan.with_buyer_limit(Some(2)))
            }
            THEATRE => {
                let circle = seated("CIRCLE", 30, 11, (1, 10));
                let plan = SalePlan::new(vec![seated("STALLS", 60, 1, (1, 10)), circle], None);
                Some(plan.without_singles_until(Some(singles_from)))
            }
            _ => None,
        })
    }
}

fn seat(number: i64) -> SeatId {
    SeatId::new(number).unwrap()
}

fn tier(name: TierName, price: i64) -> TierPrice {
    TierPrice { name, price, cap: None }
}

/// Rows and seats a row; behind what has lower ids.
fn seated(name: &str, price: i64, first: i64, (rows, cols): (u32, u32)) -> SaleSection {
    let area = GridArea { top: i32::try_from(first).unwrap(), left: 1, rows, cols };
    let rows = Some(SectionRows { first: seat(first), area });
    SaleSection { name: name.to_owned(), price, units: None, rows, tiers: Vec::new() }
}

async fn install(reservations: &Reservations, event: i64, seat_count: u32, on_sale_at: Timestamp) {
    let meta = EventMeta { event: EventId::new(event).unwrap(), seat_count, on_sale_at };
    reservations.install(meta).await.unwrap();
}
