//! Whether what runs the system is sound: images, compose file, proxy, alerts, dashboards. Nothing is started here; the stages that start the
//! engines prove their own settings.

mod compose;
mod metrics;
mod proxy;
mod tools;

use std::path::{Path, PathBuf};

use engines::Profile;
use ops::stages::{self, Check, Outcome};

use crate::{settings, workspace};

/// Each gets the folder with the binaries of the product.
const CHECKS: [Check<PathBuf>; 13] = [
    ("metrics that rules and dashboards name exist in the sources", |_| metrics::exist()),
    ("metrics that the sources write are on the dashboard or in a rule", |_| metrics::are_shown()),
    ("Dockerfile (hadolint)", |_| tools::hadolint()),
    ("compose file against its schema (check-jsonschema)", |_| compose::fits_the_schema()),
    ("settings that the compose file gives exist", |binaries| compose::gives_what_exists(binaries)),
    ("containers of compose: digests, limits, ports, no public secret", |_| ops::compose::are_confined()),
    ("callers of compose: no header names them, and their rates are counted apart from the seats", |_| {
        ops::compose::are_proven()
    }),
    ("first step of compose: secrets, refusals", |_| ops::compose::makes_and_refuses()),
    ("whom compose's Prometheus asks (promtool)", |_| ops::compose::watches()),
    ("gateway of compose starts without any service (nginx)", |_| ops::compose::starts_alone()),
    ("docs/SETTINGS.md is what --help prints", |binaries| {
        settings::check(binaries).map(|()| Outcome::Passed)
    }),
    ("proxy (nginx -t)", |_| proxy::is_accepted()),
    ("objectives, alerts, dashboards and logs", |_| ops::observability::check()),
];

/// `cargo xtask infra`: the stage by itself.
pub(crate) fn run() -> anyhow::Result<()> {
    check(&engines::build(&workspace::products(), Profile::Debug)?).map(drop)
}

/// The stage of `cargo xtask test`.
pub(crate) fn check(binaries: &Path) -> anyhow::Result<Outcome> {
    stages::run_checks(&CHECKS, &binaries.to_path_buf())
}
