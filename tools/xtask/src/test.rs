//! `cargo xtask test`: all that a clean checkout with Rust and a C compiler needs to prove itself.
//!
//! The cheap checks come first, so that a slip of style is reported in seconds; each later stage uses what an earlier one built.

use ops::{
    stages::{self, Outcome, Stage},
    terminal,
};

use crate::session::Session;
use crate::{clients, contracts, infra, strangers, tidy, web, workspace};

/// Four minutes to build on two cores: developers install it themselves, CI does it here.
const DENY: &str = "cargo-deny";

const STAGES: [Stage<Session>; 26] = [
    Stage { name: "format", run: |_| cargo(&["fmt", "--all", "--check"]) },
    Stage { name: "tidy", run: |_| passed(tidy::run()) },
    Stage { name: "page", run: Session::page },
    Stage { name: "lints", run: |_| passed(workspace::lint()) },
    Stage { name: "build", run: |_| passed(workspace::build()) },
    Stage { name: "tests", run: Session::tests },
    Stage { name: "adapters", run: |session| session.on_engines("real", "direct") },
    Stage { name: "services", run: |session| session.on_engines("services", "direct") },
    Stage { name: "proxied", run: |session| session.on_engines("services", "proxy") },
    Stage { name: "faults", run: |session| session.on_engines("faults", "direct") },
    Stage { name: "chaos", run: |session| session.on_engines("chaos", "direct") },
    Stage { name: "infra", run: |session| infra::check(&session.binaries()?) },
    Stage { name: "secrets", run: |_| ops::secrets::check() },
    Stage { name: "helm", run: |session| ops::helm::check(&session.binaries()?) },
    Stage { name: "workflows", run: |_| ops::workflows::check() },
    Stage { name: "terraform", run: |_| ops::terraform::check() },
    Stage { name: "contracts", run: |session| contracts::check(&session.binaries()?) },
    Stage { name: "strangers", run: |session| strangers::in_short(&session.binaries()?) },
    Stage { name: "clients", run: |session| clients::check(&session.binaries()?) },
    Stage { name: "k6", run: |session| ops::k6::smoke(&session.binaries()?) },
    Stage { name: "browser", run: Session::browser },
    Stage { name: "alone", run: |_| alone() },
    Stage { name: "rustdoc", run: |_| rustdoc() },
    Stage { name: "licences", run: |_| licences() },
    Stage { name: "advisories", run: |_| advisories() },
    Stage { name: "page audit", run: |_| web::audit() },
];
/// The stages that need the real engines.
const ON_ENGINES: [&str; 5] = ["adapters", "services", "proxied", "faults", "chaos"];

pub(crate) fn names() -> [&'static str; 26] {
    STAGES.map(|stage| stage.name)
}

/// All stages, or those that are named, in their order.
pub(crate) fn run(names: &[String]) -> anyhow::Result<()> {
    let is_wanted = |stage: &Stage<Session>| names.is_empty() || names.iter().any(|name| name == stage.name);
    let wanted: Vec<_> = STAGES.into_iter().filter(is_wanted).collect();
    engines::install_headers();
    let session = Session::new(names.is_empty());
    if wanted.iter().any(|stage| ON_ENGINES.contains(&stage.name)) {
        session.install_in_background();
    }
    stages::run(&wanted, &session)
}

fn cargo(arguments: &[&str]) -> anyhow::Result<Outcome> {
    passed(terminal::run("cargo", arguments))
}

fn passed(result: anyhow::Result<()>) -> anyhow::Result<Outcome> {
    result.map(|()| Outcome::Passed)
}

/// Each binary compiles by itself: in the workspace a crate may depend on a feature that only another package asked for.
fn alone() -> anyhow::Result<Outcome> {
    for package in workspace::products() {
        cargo(&["check", "--quiet", "--locked", "--no-default-features", "--package", package])?;
    }
    cargo(&["check", "--quiet", "--locked", "--package", "bench"])?;
    Ok(Outcome::Passed)
}

/// The READMEs are the documentation of the crates: their links lead somewhere.
fn rustdoc() -> anyhow::Result<Outcome> {
    let arguments = ["doc", "--quiet", "--locked", "--workspace", "--no-deps", "--document-private-items"];
    passed(terminal::run_with("cargo", &arguments, &[("RUSTDOCFLAGS", "-D warnings")]))
}

/// What may be in the tree, by `deny.toml`: licences, doubled versions, sources.
fn licences() -> anyhow::Result<Outcome> {
    if !has_deny() && terminal::is_ci() && cargo(&["install", "--quiet", "--locked", DENY]).is_err() {
        return Ok(Outcome::NotRun("cargo-deny is not installed, and cargo cannot install it here"));
    }
    deny(&["licenses", "bans", "sources"])
}

/// Known vulnerabilities of our dependencies. The list of them is fetched from GitHub, which not every machine can reach.
fn advisories() -> anyhow::Result<Outcome> {
    if has_deny() && cargo(&["deny", "fetch", "db"]).is_err() {
        return Ok(Outcome::NotRun("the advisory database cannot be fetched from here"));
    }
    deny(&["--disable-fetch", "advisories"])
}

fn deny(checks: &[&str]) -> anyhow::Result<Outcome> {
    if !has_deny() {
        return Ok(Outcome::NotRun("cargo-deny is not installed: cargo install --locked cargo-deny"));
    }
    cargo(&[&["deny", "--workspace", "check"], checks].concat())
}

fn has_deny() -> bool {
    terminal::exists("cargo", &["deny", "--version"])
}
