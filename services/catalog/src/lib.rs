#![doc = include_str!("../README.md")]

pub mod app;
pub mod config;
pub mod domain;
pub mod live;
pub mod ports;

pub mod adapters;
mod http;
mod messages;
mod metrics;
mod workers;

use std::sync::Arc;

use bus::Bus;
use server::{Mount, Worker};

pub use config::Config;
pub use http::openapi;

use app::Catalog;
use workers::follow_seats::Follower;
use workers::readiness::SeatMapsLoaded;

/// What the catalog is made of. Whoever builds the service keeps the [`Catalog`] too: to publish events, and to ask for prices.
pub struct Deps {
    pub catalog: Arc<Catalog>,
    pub bus: Arc<dyn Bus>,
}

#[must_use]
pub fn build(config: Config, deps: Deps) -> Mount {
    let Deps { catalog, bus } = deps;
    let follower = Follower::new(catalog.clone(), bus, config.batch_tick);
    Mount {
        name: "catalog",
        routes: http::routes(catalog.clone()),
        workers: vec![Worker::new("catalog.follower", |stop| follower.run(stop))],
        checks: vec![Arc::new(SeatMapsLoaded::new(catalog))],
        openapi: http::openapi(),
    }
}
