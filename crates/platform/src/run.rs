//! From the first argument to the last span.

use std::slice::from_ref;

use clap::Command;
use settings::{CommandLine, Settings, SettingsError};

use crate::announce::say;
use crate::config::ProcessConfig;
use crate::job::{self, Job};
use crate::jobs::{self, probe};
use crate::program::Program;
use crate::{AllInOne, Mountable, Service};

/// The `main` of a service in a process of its own.
pub fn main<S: Service>() -> anyhow::Result<()> {
    alone(&Mountable::of::<S>()).run()
}

/// It is called `holdfast-` and the service's name.
fn alone(service: &Mountable) -> Program<'_> {
    let name = format!("holdfast-{}", service.info().name);
    Program { name, services: from_ref(service), all_in_one: None }
}

impl AllInOne {
    /// Started under the name of a service it is that service: so an image needs one binary, and a name for each.
    pub fn main(&self) -> anyhow::Result<()> {
        let called = settings::name_of_this_process();
        let mut each = self.services.iter().map(alone);
        let all = || Program { name: self.name.to_owned(), services: self.services, all_in_one: Some(self) };
        each.find(|program| program.name == called).unwrap_or_else(all).run()
    }
}

impl Program<'_> {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let given = settings::given_to_this_process();
        let read = |settings: &mut Settings| ProcessConfig::read(self, settings);
        let parsed = match CommandLine::new(self.command(), read)?.parse(given.args) {
            // Help is an answer, not a failure.
            Err(SettingsError::HelpAsked(text)) => return say(text.trim_end()),
            parsed => parsed?,
        };
        if let Some(target) = job::probe_target(parsed.command()) {
            return probe::run(&target);
        }
        let config = parsed.read(given.env, read)?;
        let job = Job::choose(parsed.command(), config.job.clone())?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(self.carry_out(job, config))
    }

    async fn carry_out(&self, job: Job, config: ProcessConfig) -> anyhow::Result<()> {
        let telemetry = telemetry::init(&self.name, &config.telemetry)?;
        let ended = jobs::carry_out(job, self, config).await;
        telemetry.shutdown().await;
        ended
    }

    fn command(&self) -> Command {
        let about = match (self.all_in_one, self.services) {
            (None, [service]) => format!("The service {} of Holdfast", service.info().name),
            _ => "All services of Holdfast in one process".to_owned(),
        };
        Command::new(self.name.clone()).about(about).subcommands(job::commands())
    }
}
