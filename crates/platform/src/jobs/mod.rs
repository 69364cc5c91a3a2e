//! What a process can be started for, one file each.

pub(crate) mod probe;

mod assembly;
mod migrate;
mod print_authorization;
mod print_openapi;
mod release;
mod serve;
mod verify;

use crate::config::ProcessConfig;
use crate::job::Job;
use crate::program::Program;

pub(crate) async fn carry_out(job: Job, program: &Program<'_>, config: ProcessConfig) -> anyhow::Result<()> {
    match job {
        Job::Serve => serve::run(program, config).await,
        Job::Migrate => migrate::run(config).await,
        Job::CreateTopics => config.engines.brokers.create_topics().await,
        Job::Replay(letter) => config.engines.brokers.replay(letter).await,
        Job::Release(key) => release::run(config, &key).await,
        Job::Verify => verify::run(config).await,
        Job::PrintOpenapi => print_openapi::run(&config),
        Job::PrintAuthorization => print_authorization::run(program, &config),
    }
}
