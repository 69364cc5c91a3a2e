//! Where dashboards and logs lead: to sources that Grafana knows by the same uids in compose and in a cluster.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use serde_json::Value;

use super::folders::{DASHBOARDS, files};
use crate::{objects, repository};

const OF_COMPOSE: &str = "infra/grafana/provisioning/datasources/holdfast.yml";

pub(super) fn are_known_in_compose() -> anyhow::Result<()> {
    let file: Value = serde_saphyr::from_str(&repository::read(OF_COMPOSE)?).context(OF_COMPOSE)?;
    let missing = missing(objects::items(objects::at(&file, "/datasources")))?;
    ensure!(missing.is_empty(), "{OF_COMPOSE} has no source {missing:?}");
    Ok(())
}

/// Sources that a dashboard or one of these sources leads to, and that are none of these.
pub(crate) fn missing(sources: &[Value]) -> anyhow::Result<BTreeSet<String>> {
    let mut asked = BTreeSet::new();
    for file in files(DASHBOARDS)? {
        named(&serde_json::from_str(&repository::read(&file)?).context(file)?, &mut asked);
    }
    sources.iter().for_each(|source| named(source, &mut asked));
    ensure!(!asked.is_empty(), "no dashboard asks anything");
    for source in sources {
        asked.remove(source.get("uid").and_then(Value::as_str).unwrap_or_default());
    }
    Ok(asked)
}

/// The uids of `datasource` and `datasourceUid`, anywhere in a value.
fn named(value: &Value, found: &mut BTreeSet<String>) {
    let uids = [value.pointer("/datasource/uid"), value.get("datasourceUid")];
    found.extend(uids.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
    match value {
        Value::Object(fields) => fields.values().for_each(|field| named(field, found)),
        Value::Array(items) => items.iter().for_each(|item| named(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_dashboards_and_sources_lead_to_is_known() {
        let all = [
            json!({"uid": "prometheus"}),
            json!({"uid": "loki", "jsonData": {"derivedFields": [{"datasourceUid": "jaeger"}]}}),
            json!({"uid": "jaeger"}),
        ];
        assert_eq!(missing(&all).unwrap(), BTreeSet::new());
        assert_eq!(missing(&all[..2]).unwrap(), BTreeSet::from(["jaeger".to_owned()]));
        assert_eq!(missing(&all[1..]).unwrap(), BTreeSet::from(["prometheus".to_owned()]));
    }
}
