//! Prints the API description of the services that would be served, and ends.

use crate::announce::say;
use crate::config::ProcessConfig;

pub(super) fn run(config: &ProcessConfig) -> anyhow::Result<()> {
    let parts =
        config.services.iter().map(|configured| (configured.service.openapi(), configured.service.rules()));
    say(&server::openapi::merged(parts).to_pretty_json()?)
}
