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
use std::time::Duration;

use contracts::api::CatalogApi;
use contracts::services::{self, ServiceInfo};
use contracts::topics::Topic;
use platform::{Module, Platform, Repeat, Service};
use server::Endpoints;
use settings::{Settings, SettingsError};
use sqlx::migrate::Migrator;
use utoipa::openapi::OpenApi;

pub use config::Config;
pub use http::openapi;

use adapters::neighbours::{PlaceSource, SeatSource};
use app::Catalog;
use messages::order_events::OrderEvents;
use ports::Places;
use store::{EventStore, MIGRATOR};
use workers::follow_seats::Follower;
use workers::readiness::SeatMapsLoaded;
use workers::season::{self, SeasonPlanted};

/// How often it is looked for events that have been over for long.
const FORGET_EVERY: Duration = Duration::from_secs(60);

pub struct CatalogService;

impl Service for CatalogService {
    const INFO: ServiceInfo = services::CATALOG;
    type Config = Config;

    fn config(settings: &mut Settings) -> Result<Config, SettingsError> {
        Config::read(settings)
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

    async fn build(config: Config, platform: &Platform) -> anyhow::Result<Module> {
        let store = EventStore::new(platform.database().await?);
        let reservations = Arc::new(SeatSource(platform.client()?));
        let catalog = Catalog::new(&config, store, reservations, platform.clock());
        let places = Arc::new(PlaceSource(platform.client()?));
        Ok(module(config, Arc::new(catalog), places, platform))
    }
}

/// Around a catalog that its caller keeps a hand on.
#[must_use]
pub fn module(config: Config, catalog: Arc<Catalog>, places: Arc<dyn Places>, platform: &Platform) -> Module {
    let (following, forgetting) = (catalog.clone(), catalog.clone());
    let (planting, planted) = (catalog.clone(), SeasonPlanted::default());
    let mut module = platform
        .module()
        .routes(http::routes(catalog.clone(), places, platform.stream_door()))
        .api::<dyn CatalogApi>(catalog.clone())
        .every("forgetting", FORGET_EVERY, move || {
            forgetting.forget_events();
            async { Ok(Repeat::NextPeriod) }
        })
        .follow(Topic::ORDER_EVENTS, OrderEvents(catalog.orders().clone()))
        .bus_worker("seat-follower", move |bus, stop| {
            Follower::new(following, bus, config.batch_tick).run(stop)
        });
    if config.demo {
        module = module
            .check(planted.clone())
            .worker("season", move |stop| season::run(planting, config.demo_stadium, planted, stop));
    }
    // Behind the season: its events have maps too. Once it has all maps, readers need nothing else of it.
    module.check(SeatMapsLoaded::new(catalog)).serves_from_memory()
}
