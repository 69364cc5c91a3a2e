//! Where alerts go, by Alertmanager's own tool.

use anyhow::ensure;

use crate::stages::Outcome;
use crate::{cached, terminal};

const CONFIG: &str = "infra/gitops/files/alertmanager.yml";
/// Labels of an alert, and who hears of it.
const ROUTES: [(&[&str], &str); 4] = [
    (&["alertname=PromiseBroken", "severity=page"], "pager"),
    (&["alertname=BudgetBurnsInSale", "severity=page", "objective=holds"], "pager"),
    (&["alertname=BudgetIsUsedUp", "severity=ticket", "objective=holds"], "tickets"),
    (&["alertname=Watchdog", "severity=none"], "silence"),
];

pub(super) fn routes() -> anyhow::Result<Outcome> {
    let Some(amtool) = cached::packaged("amtool", "prometheus-alertmanager")? else {
        return Ok(Outcome::NotRun("amtool is not installed: apt-get install prometheus-alertmanager"));
    };
    terminal::output(&amtool, &["check-config", CONFIG])?;
    for (labels, receiver) in ROUTES {
        let question = ["config", "routes", "test", "--config.file", CONFIG];
        let found = terminal::output(&amtool, &[&question, labels].concat())?;
        ensure!(found.trim() == receiver, "{labels:?} goes to {found}, and not to {receiver}");
    }
    Ok(Outcome::Passed)
}
