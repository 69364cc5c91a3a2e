//! Prints who may call what of the services that would be served, and ends.

use crate::announce::say;
use crate::config::ProcessConfig;
use crate::program::Program;

pub(super) fn run(program: &Program<'_>, config: &ProcessConfig) -> anyhow::Result<()> {
    let services = config.services.iter().map(|configured| configured.service);
    let services: Vec<_> = services.map(|service| (service.info().name, service.rules())).collect();
    let page = program.all_in_one.map(|all_in_one| (all_in_one.page)().rules).unwrap_or_default();
    say(&server::authorization_table(&services, &page))
}
