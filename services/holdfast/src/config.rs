//! What can be set about the one process: its own few settings, and those of every service in it.

use std::path::PathBuf;

use platform::{Brokers, CommonConfig, Job, Neighbour};
use reservation::adapters::redis::RedisConfig;
use settings::{Settings, SettingsError};
use sql::ServerConfig;

const PORT: u16 = 8080;
const SECRET_BYTES_MIN: usize = 16;

pub(crate) struct Config {
    pub(crate) data: PathBuf,
    /// Seeds the demo season, trusts `X-Caller-Id`, and says what to try.
    pub(crate) demo: bool,
    pub(crate) print_openapi: bool,
    pub(crate) verify: bool,
    /// Only to verify: an installation that runs.
    pub(crate) order: Neighbour,
    pub(crate) job: Job,
    pub(crate) basics: CommonConfig,
    pub(crate) engines: Engines,
    pub(crate) services: ServiceConfigs,
}

pub(crate) struct ServiceConfigs {
    pub(crate) catalog: catalog::config::Config,
    pub(crate) reservation: reservation::config::Config,
    pub(crate) order: order::config::Config,
    pub(crate) payment: payment::config::Config,
}

impl Config {
    pub(crate) fn read(settings: &mut Settings) -> anyhow::Result<Self> {
        let data = settings.value("HOLDFAST_DATA", "data".to_owned(), "the folder that keeps everything")?;
        let demo = settings.value(
            "HOLDFAST_DEMO",
            false,
            "seed the demo season; in `holdfast` also trust X-Caller-Id",
        )?;
        let print_openapi =
            settings.value("HOLDFAST_PRINT_OPENAPI", false, "print the API description and end")?;
        let verify = settings.value(
            "HOLDFAST_VERIFY",
            false,
            "compare the books of the installation at --order-url, or of stores that nobody is using, and end",
        )?;
        let mut config = Self {
            data: PathBuf::from(data),
            demo,
            print_openapi,
            verify,
            order: Neighbour::order(settings)?,
            job: Job::read(settings)?,
            basics: CommonConfig::read(settings, PORT, SECRET_BYTES_MIN)?,
            engines: Engines::read(settings)?,
            services: ServiceConfigs {
                catalog: catalog::config::Config::read(settings)?,
                reservation: reservation::config::Config::read(settings)?,
                order: order::config::Config::read(settings)?,
                payment: payment::config::Config::read(settings)?,
            },
        };
        // A demo is for one person at their own machine, who wants to be several buyers.
        config.basics.http.trust_caller_header |= demo;
        Ok(config)
    }
}

/// What is kept on servers. Each may be given without the others: a port is the same contract on either engine, so no mixture is refused.
pub(crate) struct Engines {
    pub(crate) records: Option<ServerConfig>,
    pub(crate) redis: Option<RedisConfig>,
    pub(crate) brokers: Brokers,
}

impl Engines {
    fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        Ok(Self {
            records: ServerConfig::read(settings)?,
            redis: RedisConfig::read(settings)?,
            brokers: Brokers::read(settings)?,
        })
    }

    /// Nothing is left for the data folder.
    pub(crate) fn are_complete(&self) -> bool {
        self.records.is_some() && self.redis.is_some() && self.brokers.are_given()
    }
}
