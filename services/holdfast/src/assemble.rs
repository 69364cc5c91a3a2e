//! Puts the four services and the bus together: the only place that knows that they share a process.

use std::sync::Arc;

use catalog::app::{Catalog, PublishedEvents};
use lifecycle::{ReadyCheck, Worker};
use order::app::SalesRecords;
use order::app::audit::Audit;
use order::domain::OrderSecret;
use order::store::OrderStore;
use payment::app::PaymentRecords;
use payment::store::PaymentStore;
use platform::{KafkaAnswers, ProcessContext};
use reservation::app::Reservations;
use server::{Mount, no_routes};

use crate::config::ServiceConfigs;
use crate::stores::{BusAnswers, HouseBus, Stores};
use crate::wiring::{CatalogEvents, CatalogPrices, HouseBooks, OrderSales, ReservedSeats, SeatSource};

pub(crate) fn assemble(
    configs: ServiceConfigs,
    stores: &Stores,
    secret: &[u8],
    ground: &ProcessContext,
) -> Vec<Mount> {
    let ProcessContext { clock, ids, lifecycle, .. } = ground;
    let bus = stores.bus.shared();
    let House { catalog, reservations, books } = House::of(&configs, stores, ground);
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

/// What compares the books, without anything that serves.
pub(crate) fn audit(configs: &ServiceConfigs, stores: &Stores, ground: &ProcessContext) -> Audit {
    let House { books, .. } = House::of(configs, stores, ground);
    let orders = OrderStore::new(stores.orders.clone());
    Audit::new(orders, books, ground.clock.clone(), configs.order.timeouts)
}

/// The parts of the services that others are given a hand on.
struct House {
    catalog: Arc<Catalog>,
    reservations: Arc<Reservations>,
    books: Arc<HouseBooks>,
}

impl House {
    fn of(configs: &ServiceConfigs, stores: &Stores, ground: &ProcessContext) -> Self {
        let ProcessContext { clock, ids, lifecycle, .. } = ground;
        let limits = configs.reservation.limits;
        let mut reservations = Reservations::new(stores.seats.store(), clock.clone(), ids.clone(), limits);
        if stores.seats.may_lose() {
            let orders = OrderStore::new(stores.orders.clone());
            let sales = SalesRecords::new(orders, configs.order.timeouts.pin);
            let events = PublishedEvents::new(stores.catalog.clone());
            reservations = reservations.healed_by(
                Arc::new(OrderSales(sales)),
                Arc::new(CatalogEvents(events)),
                lifecycle.tasks(),
            );
        }
        let reservations = Arc::new(reservations);
        let catalog = Arc::new(Catalog::new(
            &configs.catalog,
            stores.catalog.clone(),
            Arc::new(SeatSource(reservations.clone())),
            clock.clone(),
        ));
        let payments = PaymentRecords::new(PaymentStore::new(stores.payments.clone()));
        let books =
            Arc::new(HouseBooks { catalog: catalog.clone(), reservations: reservations.clone(), payments });
        Self { catalog, reservations, books }
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
        bus.keep_bounded(stop.stopped()).await;
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
