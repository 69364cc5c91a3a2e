//! The services as neighbours over HTTP: what each needs of the others, against their internal routes, on embedded engines.

mod books;
mod claims;
mod sales;
mod seats;

use std::net::TcpListener;
use std::sync::Arc;

use access::HoldTokens;
use access::ServiceKey;
use bus::Bus;
use bus::adapters::sqlite::{Retention, SqliteBus};
use catalog::adapters::neighbours::SeatSource;
use catalog::app::Catalog;
use catalog::store::EventStore;
use contracts::api::Api;
use lifecycle::Lifecycle;
use order::adapters::neighbours::{CatalogPrices, NeighbourBooks, ReservedSeats};
use order::domain::OrderSecret;
use order::store::OrderStore;
use payment::store::PaymentStore;
use primitives::{Clock, EventId, IdSource, RandomIds, SeatId, SystemClock};
use reservation::adapters::sql::SqlSeats;
use reservation::app::{Limits, Reservations};
use server::{HttpConfig, Internal, Listeners, Mount};
use service_client::{RetryConfig, ServiceClient, ServiceClientConfig};
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
        let file = |name: &str| folder.path().join(name);
        let bus = SqliteBus::open(&file("bus.db"), clock(), Retention::default()).await.unwrap();
        let bus: Arc<dyn Bus> = Arc::new(bus);

        let seats = SqlSeats::open(&file("reservation.db"), clock(), ids(), &lifecycle).await.unwrap();
        let parking = seats.parking(reservation::NAME);
        let reservations = Arc::new(Reservations::new(Arc::new(seats), clock(), ids(), Limits::default()));
        let deps = reservation::Deps {
            reservations: reservations.clone(),
            bus: bus.clone(),
            parking,
            clock: clock(),
        };
        let mount = reservation::build(reservation::Config::default(), deps);
        let (reservation, _) = serve(mount, &lifecycle);

        let database = Database::open(&file("catalog.db"), &catalog::store::MIGRATOR).await.unwrap();
        let store = EventStore::new(database);
        let seats = SeatSource(call(&reservation, catalog::NAME));
        let config = catalog::Config::default();
        let catalog = Catalog::new(&config, store.clone(), Arc::new(seats), clock());
        catalog.plant_season(None).await.unwrap();
        let deps = catalog::Deps { catalog: Arc::new(catalog), bus: bus.clone(), records: Arc::new(store) };
        let (catalog, _) = serve(catalog::build(config, deps), &lifecycle);

        let database = Database::open(&file("payment.db"), &payment::store::MIGRATOR).await.unwrap();
        let config = payment::Config::default();
        // On a bus of its own: here it is called over HTTP alone.
        let own = SqliteBus::open(&file("payment-bus.db"), clock(), Retention::default()).await.unwrap();
        let payments = PaymentStore::new(database.clone());
        let deps = payment::Deps::in_database(&config, database, Arc::new(own), clock());
        let (payment, _) = serve(payment::build(config, deps), &lifecycle);

        let database = Database::open(&file("order.db"), &order::store::MIGRATOR).await.unwrap();
        let store = OrderStore::new(database.clone());
        let others = NeighbourBooks {
            catalog: call(&catalog, order::NAME),
            reservation: call(&reservation, order::NAME),
            payment: call(&payment, order::NAME),
        };
        let deps = order::Deps {
            database,
            bus,
            seats: Arc::new(ReservedSeats(others.reservation.clone())),
            prices: Arc::new(CatalogPrices(others.catalog.clone())),
            others: Arc::new(others),
            clock: clock(),
            ids: ids(),
            secret: OrderSecret::new(SECRET),
            tasks: lifecycle.tasks(),
        };
        let (order, public) = serve(order::build(order::Config::default(), deps), &lifecycle);
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

/// The internal and the public address.
fn serve(mount: Mount, lifecycle: &Lifecycle) -> (String, String) {
    let listen = || TcpListener::bind("127.0.0.1:0").unwrap();
    let (public, listener) = (listen(), listen());
    let address = |listener: &TcpListener| format!("http://{}", listener.local_addr().unwrap());
    let addresses = (address(&listener), address(&public));
    let internal = Internal { listener, key: ServiceKey::derive(SECRET), clock: clock() };
    let config = HttpConfig { threads: 1, trust_caller_header: true, ..HttpConfig::default() };
    let listeners = Listeners::new(public, Some(internal));
    let serving = server::run(config, HoldTokens::new(SECRET), vec![mount], listeners, lifecycle.clone());
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
