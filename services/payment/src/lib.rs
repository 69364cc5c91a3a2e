#![doc = include_str!("../README.md")]

pub mod adapters;
mod api;
pub mod app;
pub mod config;
pub mod domain;
pub mod http;
pub mod messages;
pub mod metrics;
pub mod ports;
pub mod store;
pub mod workers;

use std::sync::Arc;

use contracts::api::PaymentApi;
use contracts::services::{self, ServiceInfo};
use contracts::topics::Topic;
use platform::{Module, Platform, Service};
use server::Endpoints;
use settings::{Settings, SettingsError};
use sqlx::migrate::Migrator;
use utoipa::openapi::OpenApi;

use self::adapters::mock::MockProvider;
use self::adapters::unnamed::Unnamed;
use self::app::{PaymentRecords, Payments, ProviderQueue};
use self::messages::PaymentCommands;
use self::ports::Provider;
use self::store::{MIGRATOR, PaymentStore};
use self::workers::{provider_dispatcher, recovery};

pub use config::{Config, ProviderName};
pub use http::openapi;

pub struct PaymentService;

impl Service for PaymentService {
    const INFO: ServiceInfo = services::PAYMENT;
    type Config = Config;

    fn config(settings: &mut Settings) -> Result<Config, SettingsError> {
        Config::read(settings)
    }

    fn may_serve(config: &Config) -> anyhow::Result<()> {
        config.provider.ok_or(config::NoProvider)?;
        Ok(())
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
        let provider: Arc<dyn Provider> = match config.provider {
            None => Arc::new(Unnamed),
            Some(ProviderName::Mock) => {
                tracing::warn!("the mock provider is in use: payments move no money");
                Arc::new(MockProvider::new(config.mock))
            }
        };
        module(config, provider, platform).await
    }
}

/// With this provider to move the money.
pub async fn module(
    config: Config,
    provider: Arc<dyn Provider>,
    platform: &Platform,
) -> anyhow::Result<Module> {
    let database = platform.database().await?;
    let store = PaymentStore::new(database.clone());
    let records = PaymentRecords::new(store.clone());
    let (queue, receiver) = ProviderQueue::open();
    let payments = Payments::new(store, provider, platform.clock(), config.timeouts, queue);
    let (dispatched, recovering) = (payments.clone(), payments.clone());
    Ok(platform
        .module()
        .routes(http::routes(&payments))
        .api::<dyn PaymentApi>(Arc::new(records))
        .consumer(&[Topic::PAYMENT_COMMANDS], PaymentCommands(payments), Some(&database))
        .relay(platform.outbox(&database))
        .worker("provider", move |stop| provider_dispatcher::run(dispatched, receiver, stop))
        .worker("recovery", move |stop| recovery::run(recovering, stop)))
}
