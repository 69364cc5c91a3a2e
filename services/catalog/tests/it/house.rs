//! A whole catalog on a port of its own, over a real bus and real records, with a seat store that obeys the test.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use bus::{Message, Publisher};
use catalog::app::{Catalog, Published};
use catalog::domain::{Bilingual, Event, Genre, MapPosition, NewEvent, SeatStatus, Section, Stage, TimeZone};
use catalog::store::EventStore;
use catalog::{CatalogService, Config};
use contracts::messages::SeatEvent;
use primitives::{Clock, Currency, EventId, FakeClock, MessageId, SeatId, Timestamp};
use server::HttpConfig;
use service_harness::{CutBus, RunningService, ServiceHarness, Storage};
use testkit::{ApiClient, eventually};

use crate::RECORDS;
use crate::fakes::{FakePlaces, FakeReservations};

/// Long beside anything that is waited for here.
pub(crate) const SOON: Duration = Duration::from_secs(30);

/// Of one caller.
pub(crate) const STREAMS_MAX: usize = 20;

pub(crate) struct House {
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) store: EventStore,
    pub(crate) reservations: Arc<FakeReservations>,
    pub(crate) places: Arc<FakePlaces>,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) api: ApiClient,
    pub(crate) bus_is_cut: Arc<AtomicBool>,
    bus: Arc<CutBus>,
    messages: AtomicU64,
    _service: RunningService,
}

pub(crate) fn event_id(id: i64) -> EventId {
    EventId::new(id).unwrap()
}

pub(crate) fn seat_id(id: i64) -> SeatId {
    SeatId::new(id).unwrap()
}

/// Two sections: seats 1 to 6 cost 500, seats 7 and 8 cost 300.
pub(crate) fn club(id: i64) -> NewEvent {
    let sections =
        vec![Section::new("A", 500).at(1, 1).sized(2, 3), Section::new("B", 300).at(3, 2).sized(1, 2)];
    NewEvent {
        id: event_id(id),
        title: Bilingual::new("클럽의 밤", "Club night"),
        description: Bilingual::new("음악", "Music"),
        venue: Bilingual::new("지하", "The cellar"),
        time_zone: TimeZone::parse("Europe/London").unwrap(),
        date_time: Timestamp::from_micros(1_800_000_000_000_000),
        on_sale_at: Timestamp::from_micros(1_767_000_000_000_000),
        currency: Currency::KRW,
        genre: Some(Genre::Jazz),
        organization: None,
        rows: 3,
        cols: 3,
        sections,
        stage: Some(Stage { top: -1, left: 1, rows: 2, cols: 3 }),
        outline: Vec::new(),
        flags: Vec::new(),
        singles_from: None,
        buyer_limit: None,
    }
}

/// 20,000 seats in 40 sections.
pub(crate) fn arena(id: i64) -> NewEvent {
    let section = |index: u32| {
        let (row, col) = (index / 8, index % 8);
        let name = format!("{}구역 {}", row + 1, col + 1);
        Section::new(&name, 50_000 + 10_000 * i64::from(row)).at(1 + 21 * row, 1 + 26 * col).sized(20, 25)
    };
    NewEvent { rows: 105, cols: 208, sections: (0..40).map(section).collect(), stage: None, ..club(id) }
}

impl House {
    /// With the club as event 1, loaded.
    pub(crate) async fn open() -> Self {
        let house = Self::open_with(Config::default(), vec![club(1)]).await;
        house.loaded().await;
        house
    }

    /// With the club as event 1, while the bus is away.
    pub(crate) async fn open_while_the_bus_is_away() -> Self {
        Self::open_at(Config::default(), vec![club(1)], true).await
    }

    pub(crate) async fn open_with(config: Config, events: Vec<NewEvent>) -> Self {
        Self::open_at(config, events, false).await
    }

    /// Events are published before anything runs, as a demo is seeded.
    async fn open_at(config: Config, events: Vec<NewEvent>, bus_is_away: bool) -> Self {
        let (storage, clock) = (Storage::new(RECORDS), Arc::new(FakeClock::default()));
        let bus_is_cut = Arc::new(AtomicBool::new(bus_is_away));
        let bus = Arc::new(CutBus::new(Arc::new(storage.bus(clock.clone()).await), bus_is_cut.clone()));
        let harness = ServiceHarness::open::<CatalogService>(storage, clock.clone(), bus.clone()).await;
        let store = EventStore::new(harness.database.clone());
        let reservations = Arc::new(FakeReservations::default());
        let catalog = Arc::new(Catalog::new(&config, store.clone(), reservations.clone(), clock.clone()));
        for event in events {
            assert_eq!(catalog.publish(event).await.unwrap(), Published::New);
        }
        let places = Arc::new(FakePlaces::default());
        let module = catalog::module(config, catalog.clone(), places.clone(), &harness.platform);
        let http = HttpConfig { streams_per_caller_max: STREAMS_MAX, ..ServiceHarness::http() };
        let service = harness.serve(http, module);
        let (api, messages) = (service.api.clone(), AtomicU64::new(0));
        Self {
            catalog,
            store,
            reservations,
            places,
            clock,
            api,
            bus_is_cut,
            bus,
            messages,
            _service: service,
        }
    }

    pub(crate) async fn loaded(&self) {
        eventually("the catalog is ready", SOON, async || {
            (self.api.get("/readyz").await.status == 200).then_some(())
        })
        .await;
    }

    /// Records an event as another process would: nothing in this one learns of it.
    pub(crate) async fn publish_elsewhere(&self, event: NewEvent) {
        let event = Event::publish(event, self.clock.now()).unwrap();
        let mut tx = self.store.begin().await.unwrap();
        tx.insert(&event).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Changes a seat in the seat store and publishes nothing.
    pub(crate) fn change_silently(&self, event: i64, seat: i64, status: SeatStatus) -> MapPosition {
        self.reservations.change(event_id(event), seat_id(seat), status)
    }

    /// Changes a seat, and publishes it.
    pub(crate) async fn change(&self, event: i64, seat: i64, status: SeatStatus) -> MapPosition {
        self.change_all(event, &[(seat, status)]).await
    }

    /// Changes seats one by one, and publishes each.
    pub(crate) async fn change_all(&self, event: i64, changes: &[(i64, SeatStatus)]) -> MapPosition {
        let mut last = MapPosition::new(0, 0);
        let mut messages = Vec::new();
        for (seat, status) in changes {
            last = self.change_silently(event, *seat, *status);
            messages.push(self.message(event, *seat, *status, last));
        }
        self.publish(&messages).await;
        last
    }

    /// Changes seats, and publishes all of it in one message.
    pub(crate) async fn change_together(&self, event: i64, changes: &[(i64, SeatStatus)]) -> MapPosition {
        let mut last = MapPosition::new(0, 0);
        for (seat, status) in changes {
            last = self.change_silently(event, *seat, *status);
        }
        self.publish(&[self.message_of(event, changes, last)]).await;
        last
    }

    pub(crate) fn message(&self, event: i64, seat: i64, status: SeatStatus, at: MapPosition) -> Message {
        self.message_of(event, &[(seat, status)], at)
    }

    /// About changes of which the last one leads to `at`.
    pub(crate) fn message_of(&self, event: i64, changes: &[(i64, SeatStatus)], at: MapPosition) -> Message {
        let MapPosition { epoch, version } = at;
        self.compose(&SeatEvent::SeatsChanged {
            event_id: event,
            epoch,
            first_version: version + 1 - changes.len() as u64,
            version,
            changes: changes.iter().map(|(seat, status)| (*seat, (*status).into())).collect(),
        })
    }

    pub(crate) fn compose(&self, body: &impl contracts::messages::Message) -> Message {
        let number = self.messages.fetch_add(1, Ordering::SeqCst) + 1;
        let id = MessageId::from_uuid(uuid::Uuid::from_u128(u128::from(number)));
        Message::compose(id, self.clock.now(), None, body).unwrap()
    }

    pub(crate) async fn publish(&self, messages: &[Message]) {
        self.bus.publish(messages).await.unwrap();
    }

    /// Returns when the live map is at this position.
    pub(crate) async fn until(&self, event: i64, position: MapPosition) {
        let what = format!("the map of event {event} is at {position:?}");
        eventually(&what, SOON, async || (self.position(event).await == Some(position)).then_some(())).await;
    }

    pub(crate) async fn position(&self, event: i64) -> Option<MapPosition> {
        self.catalog.seat_plan(event_id(event)).await.unwrap().position()
    }
}
