//! The clients of the HTTP API, in three languages: what is generated is fresh, their own checks pass, and each of them buys a seat of a running
//! Holdfast.

mod demo_server;
mod python;
mod rust;
mod typescript;

use std::path::Path;

use ops::stages::{self, Check, Outcome};

use demo_server::DemoServer;

const CHECKS: [Check<DemoServer>; 3] =
    [("TypeScript", typescript::check), ("Python", python::check), ("Rust", rust::check)];

/// The stage of `cargo xtask test`, with the binaries in this folder.
pub(crate) fn check(binaries: &Path) -> anyhow::Result<Outcome> {
    stages::run_checks(&CHECKS, &DemoServer::start(binaries)?)
}

/// What is generated from the description of the API. The types of the Rust client are those of the server.
pub(crate) fn write_types() -> anyhow::Result<()> {
    typescript::write_types()?;
    python::write_types()
}
