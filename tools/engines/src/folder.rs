//! Where things lie: the settings of the engines in the repository, and what was fetched for them in the user's cache.

use std::path::{Path, PathBuf};

use anyhow::Context;

/// The root of the repository.
#[must_use]
pub fn repository_folder() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// `infra/` of the repository.
#[must_use]
pub fn infra_folder() -> PathBuf {
    repository_folder().join("infra")
}

/// What is fetched once and kept for all checkouts.
pub fn cache_folder() -> anyhow::Result<PathBuf> {
    if let Some(folder) = variable("XDG_CACHE_HOME") {
        return Ok(PathBuf::from(folder).join("holdfast"));
    }
    let home = variable("HOME").context("HOME is not set, so there is no place to keep what is fetched")?;
    Ok(PathBuf::from(home).join(".cache/holdfast"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the settings crate is for the product; this asks where a user keeps things"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
