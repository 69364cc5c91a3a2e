//! Objectives, alerts, dashboards and logs: whether each file is sound by the tool that will read it, and whether they agree with each other.

mod alertmanager;
mod alerts;
mod burn_rates;
mod folders;
mod logql;
mod objectives;
mod prometheus;
mod sources;

pub(crate) use self::burn_rates::write;
pub use self::folders::{DASHBOARDS, files};
pub(crate) use self::sources::missing as missing_sources;

use crate::stages::{self, Check, Outcome};

const CHECKS: [Check<()>; 7] = [
    ("burn rates are those of infra/slo.yml", |()| burn_rates::compare().map(|()| Outcome::Passed)),
    ("every alert leads to a page of the runbook", |()| alerts::have_a_page().map(|()| Outcome::Passed)),
    ("every alert is quiet, fires, is over, and needs traffic", |()| {
        alerts::have_histories().map(|()| Outcome::Passed)
    }),
    ("rules, their tests, and the queries of dashboards (promtool)", |()| prometheus::accepts_everything()),
    ("routes and inhibitions of alerts (amtool)", |()| alertmanager::routes()),
    ("queries of logs (lezer-logql)", |()| logql::parses()),
    ("sources of dashboards are those of compose", |()| {
        sources::are_known_in_compose().map(|()| Outcome::Passed)
    }),
];

/// A part of the stage `infra`.
pub fn check() -> anyhow::Result<Outcome> {
    stages::run_checks(&CHECKS, &())
}
