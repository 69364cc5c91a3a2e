//! What terraform would make: the plans of its tests, as it prints them in JSON.

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde_json::Value;

/// The plan of one run.
#[derive(Debug)]
pub(super) struct Plan {
    /// The run's name: `prod`.
    pub(super) run: String,
    pub(super) resources: Vec<Resource>,
}

/// One resource as it will be. What only AWS decides is absent.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) address: String,
    pub(super) kind: String,
    pub(super) after: Value,
}

#[derive(Deserialize)]
struct Line {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "@testrun", default)]
    run: String,
    #[serde(default)]
    test_plan: Option<Changes>,
}

#[derive(Deserialize)]
struct Changes {
    #[serde(default)]
    resource_changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    address: String,
    mode: String,
    #[serde(rename = "type")]
    kind: String,
    change: After,
}

#[derive(Deserialize)]
struct After {
    after: Value,
}

pub(super) fn read(printed: &str) -> anyhow::Result<Vec<Plan>> {
    let mut plans = Vec::new();
    for line in printed.lines() {
        let line: Line =
            serde_json::from_str(line).context("terraform printed something that is not JSON")?;
        let Some(changes) = line.test_plan.filter(|_| line.kind == "test_plan") else { continue };
        let managed = changes.resource_changes.into_iter().filter(|change| change.mode == "managed");
        let resource =
            |Change { address, kind, change, .. }: Change| Resource { address, kind, after: change.after };
        plans.push(Plan { run: line.run, resources: managed.map(resource).collect() });
    }
    ensure!(!plans.is_empty(), "terraform printed no plan");
    Ok(plans)
}

impl Plan {
    pub(super) fn of<'p>(&'p self, kind: &'p str) -> impl Iterator<Item = &'p Resource> {
        self.resources.iter().filter(move |resource| resource.kind == kind)
    }
}

impl Resource {
    /// By a pointer such as `/vpc_config/0/endpoint_public_access`.
    pub(super) fn is(&self, pointer: &str, expected: &Value) -> bool {
        self.after.pointer(pointer) == Some(expected)
    }

    pub(super) fn text(&self, name: &str) -> &str {
        self.after.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_read_with_the_names_of_their_runs_and_without_what_is_only_looked_up() {
        let printed = r#"{"type":"version","@message":"Terraform 1.11.4"}
{"type":"test_plan","@testrun":"prod","test_plan":{"resource_changes":[
{"address":"a","mode":"managed","type":"aws_vpc","change":{"after":{"cidr_block":"10.0.0.0/16"}}},
{"address":"b","mode":"data","type":"aws_region","change":{"after":{}}}]}}"#;
        let joined = printed.replace(":[\n", ":[").replace("},\n", "},");
        let plans = read(&joined).unwrap();
        assert_eq!(plans.len(), 1);
        assert_eq!((plans[0].run.as_str(), plans[0].resources.len()), ("prod", 1));
        assert_eq!(plans[0].resources[0].text("cidr_block"), "10.0.0.0/16");
        assert!(read(r#"{"type":"version"}"#).is_err(), "no plan proves nothing");
    }
}
