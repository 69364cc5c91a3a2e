//! Files inside the charts that stand elsewhere too, because a chart cannot read beside itself. They are written from there and compared.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, ensure};

use super::chart::{CHART, ENGINES};
use crate::{gitops, repository, settings};

/// Folders of `infra/`, and where in a chart their files lie.
const FOLDERS: [(&str, &str, &str); 8] = [
    ("infra/prometheus/rules", CHART, "files/rules"),
    ("infra/loki/rules", CHART, "files/log-rules"),
    ("infra/jaeger", gitops::CHART, "files/jaeger"),
    ("infra/grafana/dashboards", CHART, "files/dashboards"),
    ("infra/mysql", ENGINES, "files/mysql"),
    ("infra/redis", ENGINES, "files/redis"),
    ("infra/edge-redis", ENGINES, "files/edge-redis"),
    ("infra/kafka", ENGINES, "files/kafka"),
];

/// Of compose. A cluster has other storage, and the same limits.
const LOKI: &str = "infra/loki/loki.yml";

pub(super) fn write() -> anyhow::Result<()> {
    for (_, chart, folder) in FOLDERS {
        let folder = repository::root().join(chart).join(folder);
        if folder.is_dir() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
    }
    for (path, text) in expected()? {
        fs::write(repository::root().join(&path), text).with_context(|| path.clone())?;
        println!("  {path}");
    }
    Ok(())
}

pub(super) fn compare() -> anyhow::Result<()> {
    let expected = expected()?;
    for (path, text) in &expected {
        let is_current = repository::read(path).is_ok_and(|found| found == *text);
        ensure!(is_current, "{path} is not what it is made from: cargo xtask helm --write");
    }
    for (_, chart, folder) in FOLDERS {
        let folder = format!("{chart}/{folder}");
        for name in names(&folder)? {
            ensure!(
                expected.contains_key(&format!("{folder}/{name}")),
                "{folder}/{name} is made from nothing"
            );
        }
    }
    Ok(())
}

/// By path from the root.
fn expected() -> anyhow::Result<BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    for (from, chart, folder) in FOLDERS {
        for name in names(from)? {
            all.insert(format!("{chart}/{folder}/{name}"), repository::read(&format!("{from}/{name}"))?);
        }
    }
    all.insert(format!("{}/files/loki/loki.yml", gitops::CHART), repository::read(LOKI)?);
    all.insert(format!("{CHART}/files/settings.json"), format!("{:#}\n", settings::by_service()?));
    Ok(all)
}

fn names(folder: &str) -> anyhow::Result<Vec<String>> {
    let entries = fs::read_dir(repository::root().join(folder)).with_context(|| folder.to_owned())?;
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}
