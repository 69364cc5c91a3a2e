//! Whether what runs the system is sound: images, compose, proxy, alerts, dashboards. Nothing is started here; the engines' own settings are
//! proven by the stage that starts the engines with them.

mod compose;
mod documents;
mod metrics;
mod prometheus;
mod proxy;
mod tools;

use anyhow::bail;

use crate::stages::Outcome;
use crate::{settings, terminal};

/// One check. `None`: the tool for it cannot be had here.
type Check = fn() -> anyhow::Result<Option<()>>;

const CHECKS: [(&str, Check); 10] = [
    ("metrics that rules and dashboards name exist in the sources", metrics::exist),
    ("metrics that the sources write are on the dashboard or in a rule", metrics::are_looked_at),
    ("alerts lead to a page of the runbook", documents::alerts_lead_somewhere),
    ("the proxy protects the page as the binary does", documents::policies_agree),
    ("Dockerfile (hadolint)", tools::hadolint),
    ("compose file against its schema (check-jsonschema)", compose::fits_the_schema),
    ("settings that the compose file gives exist", compose::gives_what_exists),
    ("docs/SETTINGS.md says what --help says", settings::check),
    ("proxy (nginx -t)", proxy::is_accepted),
    ("alerts, their tests, and the dashboard's queries (promtool)", prometheus::accepts_everything),
];

/// `cargo xtask infra`: the stage by itself.
pub(crate) fn alone() -> anyhow::Result<()> {
    check().map(drop)
}

/// The stage of `cargo xtask test`.
pub(crate) fn check() -> anyhow::Result<Outcome> {
    let mut not_run = Vec::new();
    for (name, check) in CHECKS {
        match check() {
            Ok(Some(())) => println!("  ok       {name}"),
            Ok(None) => {
                println!("  NOT RUN  {name}");
                not_run.push(name);
            }
            Err(error) => {
                println!("  FAILED   {name}");
                return Err(error.context(name));
            }
        }
    }
    match not_run.as_slice() {
        [] => Ok(Outcome::Passed),
        missing if terminal::is_ci() => bail!("no tools for: {}", missing.join("; ")),
        _ => Ok(Outcome::NotRun("some tools cannot be had here: see the lines above")),
    }
}
