//! Prometheus with the settings of `infra/prometheus`, looking at services that the caller has started.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context;

use crate::{Child, infra_folder, listens};

/// One service and everything of it that has metrics.
#[derive(Debug, Clone)]
pub struct Targets {
    pub service: String,
    pub addresses: Vec<SocketAddr>,
}

/// Puts settings, rules and targets into `folder` and starts Prometheus on them.
pub fn start_in(folder: &Path, port: u16, targets: &[Targets]) -> anyhow::Result<Child> {
    let shared = infra_folder().join("prometheus");
    fs::create_dir_all(folder.join("rules"))?;
    fs::create_dir_all(folder.join("targets"))?;
    fs::copy(shared.join("prometheus.yml"), folder.join("prometheus.yml"))?;
    let rules = shared.join("rules");
    for entry in fs::read_dir(&rules).with_context(|| rules.display().to_string())? {
        let entry = entry?;
        fs::copy(entry.path(), folder.join("rules").join(entry.file_name()))?;
    }
    fs::write(folder.join("targets/services.yml"), written(targets))?;
    let command = vec![
        "prometheus".to_owned(),
        format!("--config.file={}", folder.join("prometheus.yml").display()),
        format!("--storage.tsdb.path={}", folder.join("data").display()),
        "--storage.tsdb.retention.time=2d".to_owned(),
        format!("--web.listen-address=127.0.0.1:{port}"),
    ];
    Child::start(command, port, listens, &folder.join("log"))
}

/// As a file that Prometheus watches.
fn written(targets: &[Targets]) -> String {
    let groups = targets.iter().map(|target| {
        let addresses: Vec<String> =
            target.addresses.iter().map(|address| format!("\"{address}\"")).collect();
        format!("- targets: [{}]\n  labels: {{service: {}}}\n", addresses.join(", "), target.service)
    });
    groups.collect()
}
