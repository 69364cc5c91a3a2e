//! The gateway in Kubernetes: whether nginx accepts what the chart makes of its settings.

use std::fs;

use anyhow::Context;
use serde_json::Value;

use super::rendered::Rendered;
use crate::nginx;
use crate::stages::Outcome;
use crate::terminal;

const FILE: &str = "kubernetes.conf";

pub(super) fn is_accepted(all: &[Rendered]) -> anyhow::Result<Outcome> {
    let Ok(nginx) = nginx::program() else {
        return Ok(Outcome::NotRun(nginx::NOT_HERE));
    };
    for rendered in all {
        test(&nginx, settings(rendered)?).with_context(|| rendered.values.clone())?;
    }
    Ok(Outcome::Passed)
}

fn settings(rendered: &Rendered) -> anyhow::Result<&str> {
    let mut files = rendered.of(&["ConfigMap"]).filter_map(|config| config.at("/data").get(FILE));
    files.find_map(Value::as_str).with_context(|| format!("no ConfigMap has a {FILE}"))
}

fn test(program: &str, text: &str) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    nginx::copy_settings(folder.path(), |text| text)?;
    let settings = folder.path().join(FILE);
    fs::write(&settings, nginx::below(folder.path(), &without_name_server(text)))?;
    let (folder, settings) = (folder.path().display().to_string(), settings.display().to_string());
    terminal::run(program, &["-q", "-t", "-e", "stderr", "-p", &folder, "-c", &settings])
}

/// Its name is the one that nginx resolves at its start, and only a cluster knows it.
fn without_name_server(text: &str) -> String {
    let line = |line: &str| match line.trim_start().strip_prefix("resolver ") {
        Some(_) => "resolver 127.0.0.1;".to_owned(),
        None => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_name_server_becomes_an_address_and_the_rest_stays() {
        let text = "http {\n    resolver kube-dns.kube-system.svc valid=5s;\n    include shop.conf;\n}";
        assert_eq!(without_name_server(text), "http {\nresolver 127.0.0.1;\n    include shop.conf;\n}");
    }
}
