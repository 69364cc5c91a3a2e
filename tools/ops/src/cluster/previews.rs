//! A blue-green preview runs beside the live version with the same settings. What joins a consumer group would take live messages there.

use anyhow::ensure;

use super::installation::Installation;
use crate::helm::{CHART, VALUES};
use crate::objects::{self, Object};
use crate::terminal;

/// How a service joins a group in its composition; what follows a topic by itself does not.
const JOINS: &str = ".consumer(";

pub(super) fn consume_nothing(cluster: &Installation) -> anyhow::Result<()> {
    let mut previews = 0;
    for values in VALUES {
        let objects = objects::parse(&cluster.helm.render(CHART, &[values])?)?;
        for rollout in objects.iter().filter(|object| is_blue_green(object)) {
            previews += 1;
            ensure!(
                !joins_a_group(rollout.component()),
                "{values}: a preview of {} would handle live messages",
                rollout.title()
            );
        }
    }
    ensure!(previews > 0, "nothing is blue-green, so nothing was looked at");
    ensure!(joins_a_group("order"), "order joins a group, and `{JOINS}` is not how");
    Ok(())
}

fn is_blue_green(object: &Object) -> bool {
    object.kind() == "Rollout" && !object.at("/spec/strategy/blueGreen").is_null()
}

/// The gateway has no such sources, and joins nothing.
fn joins_a_group(component: &str) -> bool {
    terminal::exists("grep", &["-rqF", JOINS, &format!("services/{component}/src")])
}
