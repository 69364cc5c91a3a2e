//! The shop's page: built with Node, checked, and driven in a browser against the real binary.

use std::path::Path;
use std::thread;

use anyhow::{anyhow, bail};
use ops::{repository, stages::Outcome, terminal};

use crate::npm::{NO_NODE, WEB, has_node};

/// What `services/holdfast/build.rs` reads.
const DIST_VARIABLE: &str = "HOLDFAST_WEB_DIST";
/// Two rows side by side, because most of these use one processor.
const CHECKS: [&[&str]; 2] = [&["format:check", "lint"], &["typecheck", "test"]];
/// The exit code of `web/scripts/audit.mjs` if the registry does not answer.
const AUDIT_NOT_RUN: i32 = 75;
pub(crate) const CHROMIUM: &str = "/usr/bin/chromium";

/// Builds the page and gives its folder; none without Node.
pub(crate) fn build() -> anyhow::Result<Option<String>> {
    if !has_node() {
        return Ok(None);
    }
    WEB.install()?;
    WEB.run("build")?;
    Ok(built())
}

/// The folder of the page, if it has been built.
pub(crate) fn built() -> Option<String> {
    let dist = repository::root().join("web/dist");
    dist.join("index.html").exists().then(|| dist.display().to_string())
}

/// The environment of a cargo command that embeds this page in `holdfast`.
pub(crate) fn variables(page: Option<&str>) -> Vec<(&str, &str)> {
    page.map(|page| (DIST_VARIABLE, page)).into_iter().collect()
}

/// Everything about the page that needs no browser.
pub(crate) fn check() -> anyhow::Result<Outcome> {
    if !has_node() {
        return Outcome::missing(NO_NODE);
    }
    WEB.install()?;
    thread::scope(|scope| {
        let rows = CHECKS.map(|row| scope.spawn(move || row.iter().try_for_each(|script| WEB.run(script))));
        rows.into_iter().try_for_each(|row| row.join().map_err(|_| anyhow!("a row of checks has ended"))?)
    })?;
    WEB.run("build")?;
    Ok(Outcome::Passed)
}

/// The shop in a browser, against the binary in this folder, which has the page in it.
pub(crate) fn end_to_end(binaries: &Path) -> anyhow::Result<Outcome> {
    if !has_node() {
        return Outcome::missing(NO_NODE);
    }
    if !Path::new(CHROMIUM).exists() && terminal::is_ci() {
        engines::apt_install(&["chromium"])?;
    }
    if !Path::new(CHROMIUM).exists() {
        return Outcome::missing("there is no /usr/bin/chromium: apt-get install chromium");
    }
    let binary = binaries.join("holdfast").display().to_string();
    WEB.run_with("e2e", &[("HOLDFAST_BIN", &binary)])?;
    Ok(Outcome::Passed)
}

/// Known vulnerabilities of what the page ships. Not every machine can reach the registry's list of them.
pub(crate) fn audit() -> anyhow::Result<Outcome> {
    if !has_node() {
        return Outcome::missing(NO_NODE);
    }
    match terminal::exit_code("npm", &["--prefix", "web", "run", "--silent", "audit"])? {
        Some(0) => Ok(Outcome::Passed),
        Some(AUDIT_NOT_RUN) => Ok(Outcome::NotRun("the npm registry gives no advisories here")),
        code => bail!("npm run audit ended with {code:?}"),
    }
}
