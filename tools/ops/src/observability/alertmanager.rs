//! Where alerts go, by Alertmanager's own tool: in a cluster, and in compose, whose routes are the same.

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::objects::at;
use crate::stages::Outcome;
use crate::{cached, repository, terminal};

const OF_CLUSTERS: &str = "infra/gitops/files/alertmanager.yml";
/// Its receivers have no addresses.
const OF_COMPOSE: &str = "infra/compose/alertmanager.yml";
/// What has to be the same in both.
const SHARED: [&str; 2] = ["/route", "/inhibit_rules"];
/// Labels of an alert, and who hears of it.
const ROUTES: [(&[&str], &str); 4] = [
    (&["alertname=PromiseBroken", "severity=page"], "pager"),
    (&["alertname=BudgetBurnsInSale", "severity=page", "objective=holds"], "pager"),
    (&["alertname=BudgetIsUsedUp", "severity=ticket", "objective=holds"], "tickets"),
    (&["alertname=Watchdog", "severity=none"], "silence"),
];

pub(super) fn routes() -> anyhow::Result<Outcome> {
    let (cluster, compose) = (read(OF_CLUSTERS)?, read(OF_COMPOSE)?);
    for path in SHARED {
        ensure!(
            at(&cluster, path) == at(&compose, path),
            "{path} of {OF_COMPOSE} is not that of {OF_CLUSTERS}"
        );
    }
    let Some(amtool) = cached::packaged("amtool", "prometheus-alertmanager")? else {
        return Ok(Outcome::NotRun("amtool is not installed: apt-get install prometheus-alertmanager"));
    };
    for file in [OF_CLUSTERS, OF_COMPOSE] {
        terminal::output(&amtool, &["check-config", file])?;
        for (labels, receiver) in ROUTES {
            let question = ["config", "routes", "test", "--config.file", file];
            let found = terminal::output(&amtool, &[&question, labels].concat())?;
            ensure!(found.trim() == receiver, "{file}: {labels:?} goes to {found}, and not to {receiver}");
        }
    }
    Ok(Outcome::Passed)
}

fn read(file: &str) -> anyhow::Result<Value> {
    serde_saphyr::from_str(&repository::read(file)?).context(file.to_owned())
}
