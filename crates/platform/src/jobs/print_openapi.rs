//! Prints the API description of the services that would be served, and ends.

use crate::announce::say;
use crate::config::ProcessConfig;

pub(super) fn run(config: &ProcessConfig) -> anyhow::Result<()> {
    let documents = config.services.iter().map(|configured| configured.service.openapi());
    say(&server::openapi::merged(documents).to_pretty_json()?)
}
