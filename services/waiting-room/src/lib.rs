#![doc = include_str!("../README.md")]

pub mod adapters;
mod api;
pub mod app;
mod composition;
pub mod config;
pub mod domain;
pub mod http;
mod messages;
mod metrics;
#[cfg_attr(not(feature = "redis"), path = "on_redis_left_out.rs")]
pub mod on_redis;
pub mod ports;
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

use adapters::neighbours::CatalogStock;
use adapters::sql::{MIGRATOR, SqlLines};

pub struct WaitingRoomService;

impl Service for WaitingRoomService {
    const INFO: ServiceInfo = services::WAITING_ROOM;
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
            None => {
                let lines = SqlLines::new(platform.database().await?, platform.clock());
                let stock = Arc::new(CatalogStock(platform.client()?));
                module(config, Arc::new(lines), stock, platform)
            }
        }
    }
}
