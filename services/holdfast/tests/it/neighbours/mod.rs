//! The services as neighbours over HTTP: what each needs of the others, against their internal routes, on embedded engines.

mod books;
mod claims;
mod sales;
mod seats;

use std::net::TcpListener;
use std::sync::Arc;

use access::{HoldTokens, ServiceKey};
use bus::Bus;
use bus::adapters::sqlite::{Retention, SqliteBus};
use catalog::CatalogService;
use catalog::adapters::neighbours::SeatSource;
use catalog::app::Catalog;
use catalog::store::EventStore;
use contracts::api::{Api, CatalogApi, PaymentApi, ReservationApi};
use contracts::services::{CATALOG, ORDER};
use lifecycle::Lifecycle;
use order::OrderService;
use order::store::OrderStore;
use payment::PaymentService;
use payment::store::PaymentStore;
use platform::{Module, Parts, Platform, Service};
use primitives::{Clock, EventId, IdSource, RandomIds, SeatId, SystemClock};
use reservation::ReservationService;
use reservation::adapters::sql::SqlSeats;
use reservation::app::{HoldLimits, Reservations};
use server::{HttpConfig, Internal, Listeners};
use service_client::{RetryConfig, ServiceClient, ServiceClientConfig};
use settings::Secret;
use sql::Database;
use tempfile::TempDir;
use testkit::{Address, ApiClient};

use crate::SOON;

const SECRET: &[u8] = b"a secret of tests, long enough for all";

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

/// Four services, each on listeners of its own, that know each other by their internal addresses alone.
struct Street {
    reservations: Arc<Reservations>,
    store: OrderStore,
    payments: PaymentStore,
    reservation: String,
    payment: String,
    catalog: String,
    order: String,
    orders: ApiClient,
    lifecycle: Lifecycle,
    folder: TempDir,
}

impl Street {
    /// With the demo season on sale.
    async fn open() -> Self {
        telemetry::init_for_tests();
        let folder = tempfile::tempdir().unwrap();
        let lifecycle = Lifecycle::new();
        let bus = bus_in(&folder, "bus.db").await;

        let (platform, database) = on_parts::<ReservationService>(&folder, &bus, &lifecycle).await;
        let seats = Arc::new(SqlSeats::on(database.clone(), clock(), ids(), &lifecycle));
        let reservations = Arc::new(Reservations::new(seats, clock(), ids(), HoldLimits::default()));
        let config = reservation::Config::default();
        let module = reservation::module(config, reservations.clone(), Some(&database), &platform);
        let (reservation, _) = serve(module, &lifecycle);

        let (platform, database) = on_parts::<CatalogService>(&folder, &bus, &lifecycle).await;
        let seats = Arc::new(SeatSource(call(&reservation, CATALOG.name)));
        let config = catalog::Config::default();
        let catalog = Arc::new(Catalog::new(&config, EventStore::new(database), seats, clock()));
        catalog.plant_season(None).await.unwrap();
        let (catalog, _) = serve(catalog::module(config, catalog, &platform), &lifecycle);

        // On a bus of its own: here it is called over HTTP alone.
        let own = bus_in(&folder, "payment-bus.db").await;
        let (platform, database) = on_parts::<PaymentService>(&folder, &own, &lifecycle).await;
        let payments = PaymentStore::new(database);
        let module = PaymentService::build(payment::Config::default(), &platform).await.unwrap();
        let (payment, _) = serve(module, &lifecycle);

        let (platform, database) = on_parts::<OrderService>(&folder, &bus, &lifecycle).await;
        platform.provide::<dyn ReservationApi>(call(&reservation, ORDER.name));
        platform.provide::<dyn CatalogApi>(call(&catalog, ORDER.name));
        platform.provide::<dyn PaymentApi>(call(&payment, ORDER.name));
        let store = OrderStore::new(database.clone());
        let module = OrderService::build(order::Config::default(), &platform).await.unwrap();
        let (order, public) = serve(module, &lifecycle);
        let orders = ApiClient::new(Address::new(public));
        Self {
            reservations,
            store,
            payments,
            reservation,
            catalog,
            payment,
            order,
            orders,
            lifecycle,
            folder,
        }
    }
}

impl Drop for Street {
    fn drop(&mut self) {
        self.lifecycle.stop_now();
    }
}

async fn bus_in(folder: &TempDir, name: &str) -> Arc<dyn Bus> {
    let file = folder.path().join(name);
    Arc::new(SqliteBus::open(&file, clock(), Retention::default()).await.unwrap())
}

/// What a service gets, and its database.
async fn on_parts<S: Service>(
    folder: &TempDir,
    bus: &Arc<dyn Bus>,
    lifecycle: &Lifecycle,
) -> (Platform, Database) {
    let file = folder.path().join(format!("{}.db", S::INFO.name));
    let database = Database::open(&file, S::schema()).await.unwrap();
    let platform = Platform::of_parts::<S>(Parts {
        clock: clock(),
        ids: ids(),
        lifecycle: lifecycle.clone(),
        secret: Secret::new(SECRET.to_vec()),
        bus: bus.clone(),
        database: database.clone(),
    });
    (platform, database)
}

/// The internal and the public address.
fn serve(module: Module, lifecycle: &Lifecycle) -> (String, String) {
    let listen = || TcpListener::bind("127.0.0.1:0").unwrap();
    let (public, listener) = (listen(), listen());
    let address = |listener: &TcpListener| format!("http://{}", listener.local_addr().unwrap());
    let addresses = (address(&listener), address(&public));
    let internal = Internal { listener, key: ServiceKey::derive(SECRET), clock: clock() };
    let config = HttpConfig { threads: 1, trust_caller_header: true, ..HttpConfig::default() };
    let listeners = Listeners::new(public, Some(internal));
    let mounts = vec![module.into_mount()];
    let serving = server::run(config, HoldTokens::new(SECRET), mounts, listeners, lifecycle.clone());
    #[expect(clippy::disallowed_methods, reason = "a server in a test ends with the test")]
    tokio::spawn(serving);
    addresses
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
