//! The shop's page: built with Node, checked, and driven in a real browser against the real binary.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::stages::Outcome;
use crate::terminal;

/// What `services/holdfast/build.rs` reads.
const DIST_VARIABLE: &str = "HOLDFAST_WEB_DIST";
const CHECKS: [&str; 6] = ["format:check", "lint", "typecheck", "types:check", "test", "build"];
/// What `web/scripts/audit.mjs` ends with when the registry did not answer.
const AUDIT_NOT_RUN: i32 = 75;
const CHROMIUM: &str = "/usr/bin/chromium";
const NO_NODE: &str = "there is no Node 20 with npm here, and the page is built with them";

/// Builds the page and says where it is; nothing where the machine has no Node.
pub(crate) fn build() -> anyhow::Result<Option<PathBuf>> {
    if !has_node() {
        return Ok(None);
    }
    install()?;
    npm(&["run", "build"])?;
    Ok(Some(folder().join("dist")))
}

/// A cargo command whose `holdfast` has the page in it.
pub(crate) fn cargo_with_page(arguments: &[&str], page: Option<&Path>) -> anyhow::Result<()> {
    let page = page.map(|page| page.display().to_string());
    let variables: Vec<(&str, &str)> = page.iter().map(|page| (DIST_VARIABLE, page.as_str())).collect();
    terminal::run_with("cargo", arguments, &variables)
}

/// Everything about the page that needs no browser.
pub(crate) fn check() -> anyhow::Result<Outcome> {
    if !has_node() {
        return missing(NO_NODE);
    }
    install()?;
    for script in CHECKS {
        npm(&["run", script])?;
    }
    Ok(Outcome::Passed)
}

/// People in front of a browser, against the real binary.
pub(crate) fn end_to_end() -> anyhow::Result<Outcome> {
    if !has_node() {
        return missing(NO_NODE);
    }
    if !Path::new(CHROMIUM).exists() && terminal::is_ci() {
        terminal::apt_install(&["chromium"])?;
    }
    if !Path::new(CHROMIUM).exists() {
        return missing("there is no /usr/bin/chromium: apt-get install chromium");
    }
    let page = build()?;
    cargo_with_page(&["build", "--quiet", "--locked", "--package", "holdfast"], page.as_deref())?;
    let binary = terminal::target_folder()?.join("debug/holdfast").display().to_string();
    terminal::run_with("npm", &["--prefix", "web", "run", "e2e"], &[("HOLDFAST_BIN", &binary)])?;
    Ok(Outcome::Passed)
}

/// Known weaknesses of what the page ships. The registry's list of them is not within reach of every machine.
pub(crate) fn audit() -> anyhow::Result<Outcome> {
    if !has_node() {
        return missing(NO_NODE);
    }
    match terminal::ended_with("npm", &["--prefix", "web", "run", "--silent", "audit"])? {
        Some(0) => Ok(Outcome::Passed),
        Some(AUDIT_NOT_RUN) => Ok(Outcome::NotRun("the npm registry gives no advisories here")),
        ended => bail!("npm run audit ended with {ended:?}"),
    }
}

/// On a developer's machine it is said; in CI it is a failure.
fn missing(why: &'static str) -> anyhow::Result<Outcome> {
    if terminal::is_ci() {
        bail!("{why}");
    }
    Ok(Outcome::NotRun(why))
}

/// From the lock file alone, and not again while that is unchanged.
fn install() -> anyhow::Result<()> {
    let installed = modified(&folder().join("node_modules/.package-lock.json"));
    if installed.is_none() || installed < modified(&folder().join("package-lock.json")) {
        terminal::run_with(
            "npm",
            &["--prefix", "web", "ci", "--no-audit", "--no-fund"],
            &[("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")],
        )?;
    }
    Ok(())
}

fn npm(arguments: &[&str]) -> anyhow::Result<()> {
    let arguments: Vec<&str> = ["--prefix", "web"].iter().chain(arguments).copied().collect();
    terminal::run("npm", &arguments)
}

fn has_node() -> bool {
    let major = || -> anyhow::Result<u32> {
        let version = terminal::output("node", &["--version"])?;
        let major = version.trim().trim_start_matches('v').split('.').next().context("no version")?;
        Ok(major.parse()?)
    };
    terminal::exists("npm", &["--version"]) && major().is_ok_and(|major| major >= 20)
}

fn folder() -> PathBuf {
    crate::root().join("web")
}

fn modified(path: &Path) -> Option<std::time::SystemTime> {
    std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}
