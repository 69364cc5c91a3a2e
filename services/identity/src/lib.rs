#![doc = include_str!("../README.md")]

pub mod adapters;
mod api;
pub mod app;
mod composition;
pub mod config;
pub mod domain;
pub mod http;
mod metrics;
pub mod ports;
pub mod store;
mod workers;

use std::sync::Arc;

use contracts::services::{self, ServiceInfo};
use platform::{Module, Platform, Service};
use primitives::Clock;
use server::Endpoints;
use settings::{Settings, SettingsError};
use sqlx::migrate::Migrator;
use utoipa::openapi::OpenApi;

use self::adapters::demo_mailbox::DemoMailbox;
use self::adapters::oidc::DiscoveredProvider;
use self::adapters::smtp::SmtpMail;
use self::ports::{Mail, OidcProvider};
use self::store::MIGRATOR;

pub use composition::module;
pub use config::{AddressRates, Config, OidcSettings, SmtpServer};
pub use http::openapi;

pub struct IdentityService;

impl Service for IdentityService {
    const INFO: ServiceInfo = services::IDENTITY;
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
        let (mail, providers) = (mail(&config)?, providers(&config, &platform.clock())?);
        module(config, mail, providers, platform).await
    }
}

/// None: no mail can be sent, so no one can register.
fn mail(config: &Config) -> anyhow::Result<Option<Arc<dyn Mail>>> {
    match &config.smtp {
        Some(server) => Ok(Some(Arc::new(SmtpMail::new(server)?))),
        None if config.demo => Ok(Some(Arc::new(DemoMailbox))),
        None => {
            tracing::warn!("HOLDFAST_SMTP_URL is not set: no one can register or set another password");
            Ok(None)
        }
    }
}

/// Those of the settings. None of them is asked before someone wants to log in there.
pub fn providers(config: &Config, clock: &Arc<dyn Clock>) -> anyhow::Result<Vec<Arc<dyn OidcProvider>>> {
    let provider = |settings: &OidcSettings| -> anyhow::Result<Arc<dyn OidcProvider>> {
        Ok(Arc::new(DiscoveredProvider::new(settings, &config.origin, Arc::clone(clock))?))
    };
    config.oidc.iter().map(provider).collect()
}
