//! Where rules, their tests, and dashboards lie.

use std::fs;

use anyhow::Context;

use crate::repository;

pub(super) const RULES: &str = "infra/prometheus/rules";
pub(super) const LOG_RULES: &str = "infra/loki/rules";
pub(super) const TESTS: &str = "infra/prometheus/tests";
pub const DASHBOARDS: &str = "infra/grafana/dashboards";

/// The files of a folder, in the order of their names.
pub fn files(folder: &str) -> anyhow::Result<Vec<String>> {
    let entries = fs::read_dir(repository::root().join(folder)).with_context(|| folder.to_owned())?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<anyhow::Result<Vec<_>>>()?;
    names.sort();
    Ok(names.into_iter().map(|name| format!("{folder}/{name}")).collect())
}
