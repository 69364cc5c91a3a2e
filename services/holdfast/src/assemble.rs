//! Puts the four services and the bus together: the only place that knows that they share a process.

use std::sync::Arc;

use bus::Bus;
use catalog::app::Catalog;
use order::domain::OrderSecret;
use primitives::{Clock, IdSource};
use reservation::app::Reservations;
use server::{Lifecycle, Mount, ReadyCheck, Routes, Worker};

use crate::config::ServiceConfigs;
use crate::stores::{BusAnswers, CatalogRecordsAnswer, Stores};
use crate::wiring::{CatalogPrices, ReservedSeats, SeatSource};

/// Everything, ready to be served.
pub(crate) struct House {
    pub(crate) mounts: Vec<Mount>,
    pub(crate) catalog: Arc<Catalog>,
}

pub(crate) fn assemble(
    configs: ServiceConfigs,
    stores: &Stores,
    secret: &[u8],
    clock: &Arc<dyn Clock>,
    ids: &Arc<dyn IdSource>,
    lifecycle: &Lifecycle,
) -> House {
    let bus: Arc<dyn Bus> = Arc::new(stores.bus.clone());
    let limits = configs.reservation.limits;
    let reservations = Arc::new(Reservations::new(stores.seats.clone(), clock.clone(), ids.clone(), limits));
    let catalog = Arc::new(Catalog::new(
        &configs.catalog,
        Arc::new(stores.catalog.clone()),
        Arc::new(SeatSource(reservations.clone())),
        clock.clone(),
    ));
    let mounts = vec![
        catalog::build(configs.catalog, catalog::Deps { catalog: catalog.clone(), bus: bus.clone() }),
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
    ];
    House { mounts, catalog }
}

/// What belongs to the process and to no service.
fn own_mount(stores: &Stores) -> Mount {
    let bus = stores.bus.clone();
    let no_routes: Routes = Arc::new(|_| {});
    let checks: Vec<Arc<dyn ReadyCheck>> = vec![
        Arc::new(BusAnswers(stores.bus.clone())),
        Arc::new(CatalogRecordsAnswer(stores.catalog.database().clone())),
    ];
    let janitor = Worker::new("bus.janitor", |stop| async move {
        bus.keep_bounded(stop.stopped()).await;
        Ok(())
    });
    Mount {
        name: "holdfast",
        routes: no_routes,
        workers: vec![janitor],
        checks,
        openapi: utoipa::openapi::OpenApi::default(),
    }
}
