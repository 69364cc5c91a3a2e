#![doc = include_str!("../README.md")]

pub mod app;
pub mod config;
pub mod domain;
pub mod ports;

pub mod adapters;
mod api;
pub mod http;
mod messages;
mod metrics;
#[cfg_attr(not(feature = "redis"), path = "on_redis_left_out.rs")]
pub mod on_redis;
mod workers;

use std::sync::Arc;

use contracts::api::ReservationApi;
use contracts::services::{self, ServiceInfo};
use contracts::topics::Topic;
use platform::{Module, Platform, Service};
use settings::{Settings, SettingsError};
use sql::Database;
use sqlx::migrate::Migrator;
use utoipa::openapi::OpenApi;

pub use config::Config;
pub use http::openapi;
pub use messages::ReservationCommands;

use adapters::sql::{MIGRATOR, SqlSeats};
use app::Reservations;
use workers::readiness::SeatStoreAnswers;
use workers::{rebuilding, sweeping};

pub struct ReservationService;

impl Service for ReservationService {
    const INFO: ServiceInfo = services::RESERVATION;
    type Config = (Config, on_redis::Options);

    fn config(settings: &mut Settings) -> Result<Self::Config, SettingsError> {
        Ok((Config::read(settings)?, on_redis::Options::read(settings)?))
    }

    fn schema() -> &'static Migrator {
        &MIGRATOR
    }

    fn openapi() -> OpenApi {
        http::openapi()
    }

    async fn build((config, redis): Self::Config, platform: &Platform) -> anyhow::Result<Module> {
        match platform.redis()? {
            Some(address) => on_redis::build(config, redis, address, platform),
            None => embedded(config, platform).await,
        }
    }
}

async fn embedded(config: Config, platform: &Platform) -> anyhow::Result<Module> {
    let (clock, ids) = (platform.clock(), platform.ids());
    let database = platform.database().await?;
    let seats = SqlSeats::on(database.clone(), clock.clone(), ids.clone(), platform.lifecycle());
    let reservations = Reservations::new(Arc::new(seats), clock, ids, config.limits);
    Ok(module(config, Arc::new(reservations), Some(&database), platform))
}

/// Around reservations that their caller keeps a hand on. Messages that are no commands at all are parked in `database`; every command has a
/// reply.
#[must_use]
pub fn module(
    config: Config,
    reservations: Arc<Reservations>,
    database: Option<&Database>,
    platform: &Platform,
) -> Module {
    let (swept, pruned) = (reservations.clone(), reservations.clone());
    let mut module = platform
        .module()
        .routes(http::routes(reservations.clone()))
        .api::<dyn ReservationApi>(reservations.clone())
        .consumer(&[Topic::RESERVATION_COMMANDS], ReservationCommands(reservations.clone()), database)
        .relay(reservations.outbox())
        .every("sweeper", config.sweep_every, move || sweeping::free_lapsed(swept.clone()))
        .every("pruning", sweeping::PRUNE_EVERY, move || sweeping::prune(pruned.clone()));
    if let Some(rebuilds) = reservations.rebuilds().cloned() {
        module =
            module.worker("rebuilding", move |stop| rebuilding::run(rebuilds, config.repair_every, stop));
    }
    module.check(SeatStoreAnswers(reservations))
}
