//! The services of the chart are those of the house: names, ports, stores, calls; and the proxy's paths are theirs.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use contracts::services::{ALL, ServiceInfo, Store};
use serde::Deserialize;

use super::chart::CHART;
use crate::repository;

const PROXY: &str = "infra/nginx/shop.conf";

#[derive(Deserialize)]
struct Values {
    services: BTreeMap<String, Service>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Service {
    port: u16,
    internal_port: u16,
    store: String,
    #[serde(default)]
    calls: Vec<String>,
    command: Vec<String>,
}

impl Service {
    fn of(info: &ServiceInfo) -> Self {
        let store = match info.store {
            Store::Database => "database",
            Store::Seats => "seats",
        };
        Self {
            port: info.port,
            internal_port: info.internal_port,
            store: store.to_owned(),
            calls: info.calls.iter().map(|name| (*name).to_owned()).collect(),
            command: vec![format!("/usr/local/bin/holdfast-{}", info.name)],
        }
    }
}

pub(super) fn are_those_of_the_house() -> anyhow::Result<()> {
    let text = repository::read(&format!("{CHART}/values.yaml"))?;
    let found: Values = serde_saphyr::from_str(&text).context("values.yaml")?;
    let expected: BTreeMap<_, _> = ALL.iter().map(|info| (info.name.to_owned(), Service::of(info))).collect();
    ensure!(found.services == expected, "the chart has {:#?}, and the house {expected:#?}", found.services);
    let proxy = repository::read(PROXY)?;
    for info in ALL {
        let is_there = proxy.lines().any(|line| {
            line.starts_with(&format!("location {} ", info.prefix))
                && line.contains(&format!("http://{};", info.name))
        });
        ensure!(is_there, "{PROXY} does not pass {} to {}", info.prefix, info.name);
    }
    Ok(())
}
