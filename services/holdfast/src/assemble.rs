//! Puts the four services and the bus together: the only place that knows that they share a process.

use std::sync::Arc;

use bus::Bus;
use catalog::app::Catalog;
use launch::Ground;
use order::domain::OrderSecret;
use reservation::app::Reservations;
use server::{Mount, ReadyCheck, Worker, no_routes};

use crate::config::ServiceConfigs;
use crate::stores::{BusAnswers, Stores};
use crate::wiring::{CatalogPrices, ReservedSeats, SeatSource};

pub(crate) fn assemble(
    configs: ServiceConfigs,
    stores: &Stores,
    secret: &[u8],
    ground: &Ground,
) -> Vec<Mount> {
    let Ground { clock, ids, lifecycle, .. } = ground;
    let bus: Arc<dyn Bus> = Arc::new(stores.bus.clone());
    let limits = configs.reservation.limits;
    let reservations = Arc::new(Reservations::new(stores.seats.clone(), clock.clone(), ids.clone(), limits));
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
                parking: stores.seats.parking(reservation::NAME),
                clock: clock.clone(),
            },
        ),
        order::build(
            configs.order,
            order::Deps {
                records: order::adapters::Records::in_database(&stores.orders, clock.clone()),
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
            let deps = payment::Deps::embedded(&config, stores.payments.clone(), bus, clock.clone());
            payment::build(config, deps)
        },
        own_mount(stores),
    ]
}

/// What belongs to the process and to no service.
fn own_mount(stores: &Stores) -> Mount {
    let bus = stores.bus.clone();
    let checks: Vec<Arc<dyn ReadyCheck>> = vec![Arc::new(BusAnswers(stores.bus.clone()))];
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
