#![doc = include_str!("../README.md")]

pub mod app;
pub mod config;
pub mod domain;
pub mod live;
pub mod ports;

pub mod adapters;
mod api;
pub mod http;
mod messages;
mod metrics;
pub mod store;
mod wire;
mod workers;

use std::sync::Arc;

use bus::Bus;
use contracts::api::CatalogApi;
use lifecycle::{ReadyCheck, Worker};
use server::{Mount, api_routes};

pub use config::Config;
pub use http::openapi;

use app::Catalog;
use workers::follow_seats::Follower;
use workers::readiness::SeatMapsLoaded;
use workers::season::SeasonPlanted;

/// The service's name, also among neighbours and metrics.
pub const NAME: &str = contracts::services::CATALOG.name;

/// What the catalog is made of. Whoever builds the service keeps the [`Catalog`] too: to publish events, and to answer neighbours in the same process.
pub struct Deps {
    pub catalog: Arc<Catalog>,
    pub bus: Arc<dyn Bus>,
    /// Whether the records answer.
    pub records: Arc<dyn ReadyCheck>,
}

#[must_use]
pub fn build(config: Config, deps: Deps) -> Mount {
    let Deps { catalog, bus, records } = deps;
    let follower = Follower::new(catalog.clone(), bus, config.batch_tick);
    let mut workers = vec![Worker::new("catalog.follower", |stop| follower.run(stop))];
    let mut checks: Vec<Arc<dyn ReadyCheck>> = vec![records];
    if config.demo {
        let (planting, planted) = (catalog.clone(), SeasonPlanted::default());
        checks.push(Arc::new(planted.clone()));
        let season = move |stop| workers::season::run(planting, config.demo_stadium, planted, stop);
        workers.push(Worker::new("catalog.season", season));
    }
    // Behind the season: whoever asks in this order, and is content with it, asks for the maps of its events.
    checks.push(Arc::new(SeatMapsLoaded::new(catalog.clone())));
    Mount {
        name: NAME,
        routes: http::routes(catalog.clone()),
        internal: api_routes::<dyn CatalogApi>(catalog),
        workers,
        checks,
        openapi: http::openapi(),
    }
}
