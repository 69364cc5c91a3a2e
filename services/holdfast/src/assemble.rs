//! Puts the four services and the bus together: the only place that knows that they share a process.

use std::sync::Arc;

use catalog::adapters::neighbours::SeatSource;
use catalog::app::Catalog;
use contracts::api::{Api, CatalogApi, Local, OrderApi};
use lifecycle::{ReadyCheck, Worker};
use order::adapters::neighbours::{CatalogPrices, NeighbourBooks, ReservedSeats};
use order::api::OrderRecords;
use order::app::SalesRecords;
use order::app::audit::Audit;
use order::domain::OrderSecret;
use order::store::OrderStore;
use payment::app::PaymentRecords;
use payment::store::PaymentStore;
use platform::{KafkaAnswers, ProcessContext};
use reservation::adapters::neighbours::{CatalogEvents, OrderSales};
use reservation::app::Reservations;
use server::{Mount, no_routes};

use crate::config::ServiceConfigs;
use crate::stores::{BusAnswers, HouseBus, Stores};

pub(crate) fn assemble(
    configs: ServiceConfigs,
    stores: &Stores,
    secret: &[u8],
    ground: &ProcessContext,
) -> Vec<Mount> {
    let ProcessContext { clock, ids, lifecycle, .. } = ground;
    let bus = stores.bus.shared();
    let House { catalog, reservations, books, .. } = House::of(&configs, stores, ground);
    vec![
        catalog::build(
            configs.catalog,
            catalog::Deps {
                catalog: catalog.clone(),
                bus: bus.clone(),
                records: Arc::new(stores.catalog.clone()),
            },
        ),
        reservation::build(
            configs.reservation,
            reservation::Deps {
                reservations: reservations.clone(),
                bus: bus.clone(),
                parking: stores.seats.parking(&bus),
                clock: clock.clone(),
            },
        ),
        order::build(
            configs.order,
            order::Deps {
                database: stores.orders.clone(),
                bus: bus.clone(),
                seats: Arc::new(ReservedSeats(reservations)),
                prices: Arc::new(CatalogPrices(catalog)),
                others: books,
                clock: clock.clone(),
                ids: ids.clone(),
                secret: OrderSecret::new(secret),
                tasks: lifecycle.tasks(),
            },
        ),
        {
            let config = configs.payment;
            let deps = payment::Deps::in_database(&config, stores.payments.clone(), bus, clock.clone());
            payment::build(config, deps)
        },
        own_mount(stores),
    ]
}

/// The order service as its neighbours call it, without anything that serves.
pub(crate) fn order(configs: &ServiceConfigs, stores: &Stores, ground: &ProcessContext) -> Arc<dyn OrderApi> {
    House::of(configs, stores, ground).order
}

/// The parts of the services that others call.
struct House {
    catalog: Arc<Catalog>,
    reservations: Arc<Reservations>,
    books: Arc<NeighbourBooks>,
    order: Arc<dyn OrderApi>,
}

impl House {
    fn of(configs: &ServiceConfigs, stores: &Stores, ground: &ProcessContext) -> Self {
        let ProcessContext { clock, ids, lifecycle, .. } = ground;
        let limits = configs.reservation.limits;
        let mut reservations = Reservations::new(stores.seats.store(), clock.clone(), ids.clone(), limits);
        // These two are built after reservation, which calls them.
        let (order, published) = (Local::<dyn OrderApi>::default(), Local::<dyn CatalogApi>::default());
        if stores.seats.may_lose() {
            let sales = Arc::new(OrderSales(<dyn OrderApi>::late(&order)));
            let events = Arc::new(CatalogEvents(<dyn CatalogApi>::late(&published)));
            reservations = reservations.healed_by(sales, events, lifecycle.tasks());
        }
        let reservations = Arc::new(reservations);
        let catalog = Arc::new(Catalog::new(
            &configs.catalog,
            stores.catalog.clone(),
            Arc::new(SeatSource(reservations.clone())),
            clock.clone(),
        ));
        published.bind(catalog.clone());
        let payments = PaymentRecords::new(PaymentStore::new(stores.payments.clone()));
        let books = Arc::new(NeighbourBooks {
            catalog: catalog.clone(),
            reservation: reservations.clone(),
            payment: Arc::new(payments),
        });
        let (store, timeouts) = (OrderStore::new(stores.orders.clone()), configs.order.timeouts);
        let sales = SalesRecords::new(store.clone(), timeouts.pin);
        let audit = Arc::new(Audit::new(store, books.clone(), clock.clone(), timeouts));
        let records: Arc<dyn OrderApi> = Arc::new(OrderRecords { sales, audit });
        order.bind(records.clone());
        Self { catalog, reservations, books, order: records }
    }
}

/// What belongs to the process and to no service.
fn own_mount(stores: &Stores) -> Mount {
    let bus = match stores.bus.clone() {
        HouseBus::Embedded(bus) => bus,
        HouseBus::Kafka(bus) => return KafkaAnswers::mount(bus),
    };
    let checks: Vec<Arc<dyn ReadyCheck>> = vec![Arc::new(BusAnswers(bus.clone()))];
    let janitor = Worker::new("bus.janitor", |stop| async move {
        bus.enforce_retention(stop.stopped()).await;
        Ok(())
    });
    Mount {
        name: "holdfast",
        routes: no_routes(),
        internal: no_routes(),
        workers: vec![janitor],
        checks,
        openapi: utoipa::openapi::OpenApi::default(),
    }
}
