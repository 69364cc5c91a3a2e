//! Everything that a process reads before it does anything: its own settings, and those of every service that it can serve.

mod all_processes;
mod demo;
mod engine_config;
mod neighbour_config;

use std::path::PathBuf;

use contracts::services::ServiceInfo;
use server::Defaults;
use settings::{Settings, SettingsError};
use telemetry::TelemetryConfig;

use crate::edge::EdgeRedis;
use crate::job::Job;
use crate::program::Program;
use crate::selection;
use crate::service::Configured;

pub(crate) use self::all_processes::CommonConfig;
pub(crate) use self::engine_config::{EngineConfig, REDIS};
pub(crate) use self::neighbour_config::{NeighbourConfig, example};

/// Of a service in a process of its own, which others can reach.
const SECRET_BYTES_MIN: usize = 32;

/// Of the one process that has all services in it.
mod all_in_one {
    pub(super) const PORT: u16 = 8080;
    pub(super) const SECRET_BYTES_MIN: usize = 16;
}

pub(crate) struct ProcessConfig {
    /// As a setting, which is how it was said before there were commands.
    pub(crate) job: Option<Job>,
    pub(crate) common: CommonConfig,
    pub(crate) telemetry: TelemetryConfig,
    pub(crate) engines: EngineConfig,
    pub(crate) edge: EdgeRedis,
    pub(crate) neighbours: NeighbourConfig,
    /// Where what is not on servers may be kept. A service in a process of its own keeps everything on servers.
    pub(crate) folder: Option<PathBuf>,
    /// Says what to try once it is ready.
    pub(crate) demo: bool,
    /// Other processes of the installation serve other services: bus and secrets are shared with them.
    pub(crate) is_one_of_many: bool,
    pub(crate) services: Vec<Configured>,
}

impl ProcessConfig {
    pub(crate) fn read(program: &Program, settings: &mut Settings) -> Result<Self, SettingsError> {
        let services: Vec<ServiceInfo> = program.services.iter().map(|service| *service.info()).collect();
        // It changes defaults only: what the operator has set is kept.
        let demo = program.all_in_one.is_some() && settings.demo()?;
        let defaults = Defaults { port: port(program), trust_caller_header: demo };
        let configured = program.services.iter().map(|service| service.read(settings));
        let configured = configured.collect::<Result<_, _>>()?;
        let engines = EngineConfig::read(settings, &services)?;
        let mut config = Self {
            services: configured,
            job: Job::read(settings)?,
            common: CommonConfig::read(settings, defaults, secret_bytes_min(program))?,
            telemetry: TelemetryConfig::read(settings)?,
            edge: EdgeRedis::read(settings, engines.redis.as_ref())?,
            engines,
            neighbours: NeighbourConfig::read(settings, &services)?,
            folder: None,
            demo,
            is_one_of_many: true,
        };
        if program.all_in_one.is_some() {
            config.read_all_in_one(settings, &services)?;
        }
        Ok(config)
    }

    fn read_all_in_one(&mut self, settings: &mut Settings, all: &[ServiceInfo]) -> Result<(), SettingsError> {
        let about = "the folder that keeps everything";
        self.folder = Some(PathBuf::from(settings.value("HOLDFAST_DATA", "data".to_owned(), about)?));
        demo::refuse_where_others_reach_it(self.demo, self.common.http.listen, settings)?;
        let selected = selection::read(settings, all)?;
        self.services.retain(|configured| selected.contains(&configured.service.info().name));
        self.is_one_of_many = self.services.len() < all.len();
        Ok(())
    }

    pub(crate) fn served(&self) -> impl Iterator<Item = &ServiceInfo> {
        self.services.iter().map(|configured| configured.service.info())
    }
}

/// Different ones, so that all programs can run on one machine as they are.
fn port(program: &Program) -> u16 {
    match (program.all_in_one, program.services) {
        (None, [service]) => service.info().port,
        _ => all_in_one::PORT,
    }
}

fn secret_bytes_min(program: &Program) -> usize {
    if program.all_in_one.is_some() { all_in_one::SECRET_BYTES_MIN } else { SECRET_BYTES_MIN }
}
