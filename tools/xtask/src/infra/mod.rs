//! Whether what runs the system is sound: images, compose file, proxy, alerts, dashboards. Nothing is started here; the stages that start the
//! engines prove their own settings.

mod compose;
mod documents;
mod metrics;
mod prometheus;
mod proxy;
mod tools;

use std::path::Path;

use engines::Profile;

use crate::stages::Outcome;
use crate::{settings, workspace};

/// Gets the folder with the binaries of the product.
type Check = fn(&Path) -> anyhow::Result<Outcome>;

const CHECKS: [(&str, Check); 9] = [
    ("metrics that rules and dashboards name exist in the sources", |_| metrics::exist()),
    ("metrics that the sources write are on the dashboard or in a rule", |_| metrics::are_shown()),
    ("alerts lead to a page of the runbook", |_| documents::alerts_have_a_page()),
    ("Dockerfile (hadolint)", |_| tools::hadolint()),
    ("compose file against its schema (check-jsonschema)", |_| compose::fits_the_schema()),
    ("settings that the compose file gives exist", compose::gives_what_exists),
    ("docs/SETTINGS.md is what --help prints", |binaries| {
        settings::check(binaries).map(|()| Outcome::Passed)
    }),
    ("proxy (nginx -t)", |_| proxy::is_accepted()),
    ("alerts, their tests, and the dashboard's queries (promtool)", |_| prometheus::accepts_everything()),
];

/// `cargo xtask infra`: the stage by itself.
pub(crate) fn run() -> anyhow::Result<()> {
    check(&engines::build(&workspace::products(), Profile::Debug)?).map(drop)
}

/// The stage of `cargo xtask test`.
pub(crate) fn check(binaries: &Path) -> anyhow::Result<Outcome> {
    let mut not_run = false;
    for (name, check) in CHECKS {
        match check(binaries) {
            Ok(Outcome::Passed) => println!("  ok       {name}"),
            Ok(Outcome::NotRun(why)) => {
                println!("  NOT RUN  {name}: {why}");
                not_run = true;
            }
            Err(error) => {
                println!("  FAILED   {name}");
                return Err(error.context(name));
            }
        }
    }
    if not_run {
        Outcome::missing("some tools are missing: see the lines above")
    } else {
        Ok(Outcome::Passed)
    }
}
