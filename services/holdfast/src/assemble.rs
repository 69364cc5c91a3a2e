//! Puts the four services and the bus together: the only place that knows that they share a process.

use std::sync::Arc;

use catalog::app::{Catalog, PublishedEvents};
use launch::{Ground, KafkaAnswers};
use order::app::SalesRecords;
use order::domain::OrderSecret;
use reservation::app::Reservations;
use server::{Mount, ReadyCheck, Worker, no_routes};

use crate::config::ServiceConfigs;
use crate::stores::{BusAnswers, HouseBus, Stores};
use crate::wiring::{CatalogEvents, CatalogPrices, OrderSales, ReservedSeats, SeatSource};

pub(crate) fn assemble(
    configs: ServiceConfigs,
    stores: &Stores,
    secret: &[u8],
    ground: &Ground,
) -> Vec<Mount> {
    let Ground { clock, ids, lifecycle, .. } = ground;
    let bus = stores.bus.shared();
    let order_records = order::adapters::Records::in_database(&stores.orders, clock.clone());
    let limits = configs.reservation.limits;
    let mut reservations = Reservations::new(stores.seats.store(), clock.clone(), ids.clone(), limits);
    if stores.seats.may_lose() {
        let sales = SalesRecords::new(order_records.store.clone(), configs.order.pace.pin);
        let events = PublishedEvents::new(Arc::new(stores.catalog.clone()));
        reservations = reservations.healed_by(
            Arc::new(OrderSales(sales)),
            Arc::new(CatalogEvents(events)),
            lifecycle.tasks(),
        );
    }
    let reservations = Arc::new(reservations);
    let catalog = Arc::new(Catalog::new(
        &configs.catalog,
        Arc::new(stores.catalog.clone()),
        Arc::new(SeatSource(reservations.clone())),
        clock.clone(),
    ));
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
                records: order_records,
                bus: bus.clone(),
                seats: Arc::new(ReservedSeats(reservations)),
                prices: Arc::new(CatalogPrices(catalog.clone())),
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
