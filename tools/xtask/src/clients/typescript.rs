//! `clients/typescript`, by npm.

use ops::stages::Outcome;
use ops::terminal;

use super::DemoServer;
use crate::npm::{CLIENT, NO_NODE, has_node};

const CHECKS: [&str; 5] = ["format:check", "types:check", "build", "lint", "test"];
const URL: &str = "HOLDFAST_URL";

pub(super) fn check(server: &DemoServer) -> anyhow::Result<Outcome> {
    if !has_node() {
        return Outcome::missing(NO_NODE);
    }
    CLIENT.install()?;
    for script in CHECKS {
        CLIENT.run(script)?;
    }
    CLIENT.run_with("test:server", &[(URL, &server.url)])?;
    terminal::run_with("node", &["clients/typescript/dist/examples/buy.js"], &[(URL, &server.url)])?;
    Ok(Outcome::Passed)
}

pub(super) fn write_types() -> anyhow::Result<()> {
    if !has_node() {
        println!("clients/typescript/src/schema.ts needs Node 20: npm --prefix clients/typescript run types");
        return Ok(());
    }
    CLIENT.install()?;
    CLIENT.run("types")
}
