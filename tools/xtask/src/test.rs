//! `cargo xtask test`: all that a clean checkout with Rust and a C compiler needs to prove itself.
//!
//! The cheap checks come first, so that a slip of style is told in seconds; each later stage uses what the one before it built.

use anyhow::bail;

use crate::stages::{self, Outcome, Stage};
use crate::{contracts, engines, infra, terminal, tidy, web};

/// Four minutes to build on two cores: a developer is told how to install it, CI does it.
const DENY: &str = "cargo-deny";

const STAGES: [Stage; 18] = [
    Stage { name: "format", run: || cargo(&["fmt", "--all", "--check"]) },
    Stage { name: "tidy", run: || tidy::run().map(|()| Outcome::Passed) },
    Stage { name: "page", run: web::check },
    Stage { name: "lints", run: lints },
    Stage { name: "tests", run: || cargo(&["test", "--workspace", "--locked"]) },
    Stage { name: "adapters", run: engines::adapters },
    Stage { name: "services", run: engines::services },
    Stage { name: "proxied", run: engines::proxied },
    Stage { name: "faults", run: engines::faults },
    Stage { name: "chaos", run: engines::chaos },
    Stage { name: "infra", run: infra::check },
    Stage { name: "contracts", run: || contracts::check_built().map(|()| Outcome::Passed) },
    Stage { name: "browser", run: web::end_to_end },
    Stage { name: "alone", run: alone },
    Stage { name: "rustdoc", run: rustdoc },
    Stage { name: "licences", run: licences },
    Stage { name: "advisories", run: advisories },
    Stage { name: "page audit", run: web::audit },
];

/// All stages, or those that are named, in their order.
pub(crate) fn run(names: &[String]) -> anyhow::Result<()> {
    let known: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
    if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
        bail!("no stage is called {name}; there are: {}", known.join(", "));
    }
    let is_wanted = |stage: &Stage| names.is_empty() || names.iter().any(|name| name == stage.name);
    let wanted: Vec<Stage> = STAGES.into_iter().filter(is_wanted).collect();
    stages::run(&wanted)
}

fn cargo(arguments: &[&str]) -> anyhow::Result<Outcome> {
    terminal::run("cargo", arguments).map(|()| Outcome::Passed)
}

fn lints() -> anyhow::Result<Outcome> {
    cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])?;
    // Those that plain `cargo test` leaves out are not among "all".
    let on_engines = ["--test", "real", "--test", "faults", "--test", "chaos"];
    cargo(&[&["clippy", "--workspace", "--locked"], &on_engines[..], &["--", "-D", "warnings"]].concat())
}

/// Each binary compiles alone: in the workspace a crate may live on a feature that only its neighbour asked for.
fn alone() -> anyhow::Result<Outcome> {
    for package in ["catalog", "reservation", "order", "payment", "holdfast"] {
        cargo(&["check", "--quiet", "--locked", "--no-default-features", "--package", package])?;
    }
    Ok(Outcome::Passed)
}

/// The READMEs are the documentation of the crates: their links lead somewhere.
fn rustdoc() -> anyhow::Result<Outcome> {
    let arguments = ["doc", "--quiet", "--locked", "--workspace", "--no-deps", "--document-private-items"];
    terminal::run_with("cargo", &arguments, &[("RUSTDOCFLAGS", "-D warnings")]).map(|()| Outcome::Passed)
}

/// What may be in the tree, by `deny.toml`: licences, doubled versions, sources.
fn licences() -> anyhow::Result<Outcome> {
    if !has_deny() && terminal::is_ci() && cargo(&["install", "--quiet", "--locked", DENY]).is_err() {
        return Ok(Outcome::NotRun("cargo-deny is not installed, and cargo cannot install it here"));
    }
    if !has_deny() {
        return Ok(Outcome::NotRun("cargo-deny is not installed: cargo install --locked cargo-deny"));
    }
    cargo(&["deny", "--workspace", "check", "licenses", "bans", "sources"])
}

/// Known weaknesses of what we depend on. The list of them is fetched from GitHub, which not every machine may reach.
fn advisories() -> anyhow::Result<Outcome> {
    if !has_deny() {
        return Ok(Outcome::NotRun("cargo-deny is not installed: cargo install --locked cargo-deny"));
    }
    if cargo(&["deny", "fetch", "db"]).is_err() {
        return Ok(Outcome::NotRun("the advisory database cannot be fetched from here"));
    }
    cargo(&["deny", "--workspace", "check", "--disable-fetch", "advisories"])
}

fn has_deny() -> bool {
    terminal::exists("cargo", &["deny", "--version"])
}
