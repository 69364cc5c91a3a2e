//! `clients/rust`, which the stages before this one have built and tested by itself.

use ops::stages::Outcome;
use ops::terminal;

use super::DemoServer;
use crate::workspace;

pub(super) fn check(server: &DemoServer) -> anyhow::Result<Outcome> {
    workspace::test_client(&server.url)?;
    let example = workspace::build_examples()?.join("buy").display().to_string();
    terminal::run(&example, &[&server.url])?;
    Ok(Outcome::Passed)
}
