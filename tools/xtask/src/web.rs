//! The shop's page: built with Node, checked, and driven in a browser against the real binary.

use std::path::Path;

use anyhow::bail;
use ops::{repository, stages::Outcome, terminal};

/// What `services/holdfast/build.rs` reads.
const DIST_VARIABLE: &str = "HOLDFAST_WEB_DIST";
const CHECKS: [&str; 6] = ["format:check", "lint", "typecheck", "types:check", "test", "build"];
/// The exit code of `web/scripts/audit.mjs` if the registry does not answer.
const AUDIT_NOT_RUN: i32 = 75;
pub(crate) const CHROMIUM: &str = "/usr/bin/chromium";
pub(crate) const NO_NODE: &str = "building the page needs Node 20 with npm, and they are not here";

/// Builds the page and gives its folder; none without Node.
pub(crate) fn build() -> anyhow::Result<Option<String>> {
    if !has_node() {
        return Ok(None);
    }
    install()?;
    npm(&["run", "build"])?;
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

/// The types of the API that the page is compiled with. False without Node.
pub(crate) fn write_types() -> anyhow::Result<bool> {
    if !has_node() {
        return Ok(false);
    }
    install()?;
    npm(&["run", "types"])?;
    Ok(true)
}

/// Everything about the page that needs no browser.
pub(crate) fn check() -> anyhow::Result<Outcome> {
    if !has_node() {
        return Outcome::missing(NO_NODE);
    }
    install()?;
    for script in CHECKS {
        npm(&["run", script])?;
    }
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
    terminal::run_with("npm", &["--prefix", "web", "run", "e2e"], &[("HOLDFAST_BIN", &binary)])?;
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

/// From the lock file alone, and not again while it is unchanged.
fn install() -> anyhow::Result<()> {
    let web = repository::root().join("web");
    let installed = modified(&web.join("node_modules/.package-lock.json"));
    if installed.is_none() || installed < modified(&web.join("package-lock.json")) {
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
    let version = terminal::output("node", &["--version"]).unwrap_or_default();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    major.is_some_and(|major| major >= 20) && terminal::exists("npm", &["--version"])
}

fn modified(path: &Path) -> Option<std::time::SystemTime> {
    std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}
