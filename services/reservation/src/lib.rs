#![doc = include_str!("../README.md")]

pub mod app;
pub mod config;
pub mod domain;
pub mod ports;

pub mod adapters;
mod api;
mod composition;
pub mod http;
mod messages;
mod metrics;
#[cfg_attr(not(feature = "redis"), path = "on_redis_left_out.rs")]
pub mod on_redis;
mod workers;

use std::sync::Arc;

use contracts::services::{self, ServiceInfo};
use platform::{Module, Platform, Service};
use server::Endpoints;
use settings::{Settings, SettingsError};
use sqlx::migrate::Migrator;
use utoipa::openapi::OpenApi;

pub use composition::module;
pub use config::Config;
pub use http::openapi;
pub use messages::ReservationCommands;

use adapters::local_meter::LocalMeter;
use adapters::neighbours::{CatalogEvents, OrderSales};
use adapters::sql::{MIGRATOR, SqlSeats};
use app::{EventRetention, Reservations, SaleGate};

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

    fn endpoints() -> Vec<Endpoints> {
        http::endpoints()
    }

    async fn build((config, redis): Self::Config, platform: &Platform) -> anyhow::Result<Module> {
        match platform.redis()? {
            Some(address) => on_redis::build(config, redis, address, platform).await,
            None => embedded(config, platform).await,
        }
    }
}

async fn embedded(config: Config, platform: &Platform) -> anyhow::Result<Module> {
    let (clock, ids) = (platform.clock(), platform.ids());
    let database = platform.database().await?;
    let seats = SqlSeats::on(database.clone(), clock.clone(), ids.clone(), platform.lifecycle());
    let events = Arc::new(CatalogEvents(platform.client()?));
    let retention = EventRetention::new(events, clock.clone(), config.event_retention);
    let (rooms, meter) = (platform.client()?, Arc::new(LocalMeter::new(clock.clone())));
    let orders = Arc::new(OrderSales(platform.client()?));
    let gate = SaleGate::new(rooms, orders, meter, clock.clone(), platform.secret());
    let reservations = Reservations::new(Arc::new(seats), clock, ids, config.limits);
    let reservations = reservations.forgetting(retention).guarded_by(gate).ordering_by(platform.client()?);
    module(config, Arc::new(reservations), platform.answers(&database), Some(&database), platform)
}
