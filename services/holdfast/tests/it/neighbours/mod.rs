//! The services as neighbours over HTTP: what each needs of the others, against their internal routes, on embedded engines.

mod books;
mod claims;
mod sales;
mod seats;

use std::net::TcpListener;
use std::sync::Arc;

use access::ServiceKey;
use bus::Bus;
use catalog::CatalogService;
use catalog::adapters::neighbours::{PlaceSource, SeatSource};
use catalog::app::Catalog;
use catalog::store::EventStore;
use contracts::api::{Api, CatalogApi, PaymentApi, ReservationApi, WaitingRoomApi};
use contracts::services::{CATALOG, ORDER, WAITING_ROOM};
use order::OrderService;
use order::store::OrderStore;
use payment::PaymentService;
use payment::store::PaymentStore;
use platform::{Module, Service};
use primitives::{Clock, EventId, IdSource, RandomIds, SeatId, SystemClock};
use reservation::ReservationService;
use reservation::adapters::sql::SqlSeats;
use reservation::app::{HoldLimits, Reservations};
use server::HttpConfig;
use service_client::{RetryConfig, ServiceClient, ServiceClientConfig};
use service_harness::{Records, RunningService, SECRET, ServiceHarness, Storage};
use waiting_room::WaitingRoomService;
use waiting_room::adapters::neighbours::CatalogStock;
use waiting_room::adapters::sql::SqlLines;

use crate::SOON;

fn event(id: i64) -> EventId {
    EventId::new(id).unwrap()
}

fn seat(id: i64) -> SeatId {
    SeatId::new(id).unwrap()
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

fn ids() -> Arc<dyn IdSource> {
    Arc::new(RandomIds::default())
}

/// Five services, each on listeners of its own, that know each other by their internal addresses alone.
struct Street {
    reservations: Arc<Reservations>,
    store: OrderStore,
    payments: PaymentStore,
    reservation: RunningService,
    payment: RunningService,
    catalog: RunningService,
    order: RunningService,
    waiting_room: RunningService,
    /// Of the waiting room.
    lines: Arc<SqlLines>,
    /// What the bus of all but payment keeps.
    _published: Storage,
}

impl Street {
    /// With the demo season on sale.
    async fn open() -> Self {
        let published = Storage::new(Records::Embedded);
        let bus: Arc<dyn Bus> = Arc::new(published.bus(clock()).await);

        let harness = on_bus::<ReservationService>(&bus).await;
        let (database, lifecycle) = (harness.database.clone(), harness.platform.lifecycle());
        let seats = Arc::new(SqlSeats::on(database.clone(), clock(), ids(), lifecycle));
        let reservations = Arc::new(Reservations::new(seats, clock(), ids(), HoldLimits::default()));
        let config = reservation::Config::default();
        let answers = harness.platform.answers(&database);
        let module =
            reservation::module(config, reservations.clone(), answers, Some(&database), &harness.platform);
        let reservation = serve(harness, module.unwrap());

        let harness = on_bus::<CatalogService>(&bus).await;
        let seats = Arc::new(SeatSource(call(&reservation.internal_url, CATALOG.name)));
        let (config, store) = (catalog::Config::default(), EventStore::new(harness.database.clone()));
        let catalog = Arc::new(Catalog::new(&config, store, seats, clock()));
        catalog.plant_season(None).await.unwrap();
        // No socket of it shows a place.
        let places = Arc::new(PlaceSource(harness.platform.client().unwrap()));
        let module = catalog::module(config, catalog, places, &harness.platform);
        let catalog = serve(harness, module);

        // On a bus of its own: here it is called over HTTP alone.
        let storage = Storage::new(Records::Embedded);
        let own = Arc::new(storage.bus(clock()).await);
        let harness = ServiceHarness::open::<PaymentService>(storage, clock(), own).await;
        let payments = PaymentStore::new(harness.database.clone());
        let module = PaymentService::build(payment::Config::default(), &harness.platform).await.unwrap();
        let payment = serve(harness, module);

        let harness = on_bus::<WaitingRoomService>(&bus).await;
        let lines = Arc::new(SqlLines::new(harness.database.clone(), clock()));
        let stock = Arc::new(CatalogStock(call(&catalog.internal_url, WAITING_ROOM.name)));
        let config = waiting_room::Config::default();
        let module = waiting_room::module(config, lines.clone(), stock, &harness.platform).unwrap();
        let waiting_room = serve(harness, module);

        let harness = on_bus::<OrderService>(&bus).await;
        harness.platform.provide::<dyn ReservationApi>(call(&reservation.internal_url, ORDER.name));
        harness.platform.provide::<dyn CatalogApi>(call(&catalog.internal_url, ORDER.name));
        harness.platform.provide::<dyn PaymentApi>(call(&payment.internal_url, ORDER.name));
        harness.platform.provide::<dyn WaitingRoomApi>(call(&waiting_room.internal_url, ORDER.name));
        let store = OrderStore::new(harness.database.clone());
        let module = OrderService::build(order::Config::default(), &harness.platform).await.unwrap();
        let order = serve(harness, module);
        Self {
            reservations,
            store,
            payments,
            reservation,
            payment,
            catalog,
            order,
            waiting_room,
            lines,
            _published: published,
        }
    }
}

async fn on_bus<S: Service>(bus: &Arc<dyn Bus>) -> ServiceHarness {
    ServiceHarness::open::<S>(Storage::new(Records::Embedded), clock(), bus.clone()).await
}

fn serve(harness: ServiceHarness, module: Module) -> RunningService {
    harness.serve(HttpConfig { trust_caller_header: true, ..ServiceHarness::http() }, module)
}

/// The service at this address, for `caller`.
fn call<A: Api + ?Sized>(address: &str, caller: &'static str) -> Arc<A> {
    A::remote(client(address, caller, A::SERVICE.name))
}

fn client(address: &str, caller: &'static str, called: &'static str) -> ServiceClient {
    let mut config = ServiceClientConfig::at(address.parse().unwrap());
    // Long enough for a busy machine.
    config.retry = RetryConfig { attempt_timeout: SOON, total_timeout: SOON * 3, ..config.retry };
    ServiceClient::new(&config, &ServiceKey::derive(SECRET), caller, called, clock(), ids()).unwrap()
}

/// An address where nothing listens.
fn nowhere() -> String {
    format!("http://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap())
}
