//! Jaeger, built from its Go module: there is no package of it. Minutes, once; then it lies in the cache.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ::engines::{Child, cache_folder, listens};
use anyhow::{Context, ensure};

use super::plan::JAEGER;
use crate::terminal;

const MODULE: &str = "github.com/jaegertracing/jaeger@v1.76.0";

fn binary() -> anyhow::Result<PathBuf> {
    Ok(cache_folder()?.join("bin/jaeger"))
}

pub(super) fn install() -> anyhow::Result<()> {
    let binary = binary()?;
    if binary.exists() {
        return Ok(());
    }
    ensure!(
        terminal::exists("go", &["version"]),
        "Jaeger is built from source, which needs Go 1.25 or newer"
    );
    println!("Jaeger is built from source, once; this takes some minutes");
    let module = terminal::output("go", &["mod", "download", "-json", MODULE])?;
    let module: serde_json::Value = serde_json::from_str(&module)?;
    let source =
        module.get("Dir").and_then(serde_json::Value::as_str).context("go did not say where Jaeger is")?;
    let work = cache_folder()?.join("jaeger-source");
    let _ = fs::remove_dir_all(&work);
    if let Some(folder) = binary.parent() {
        fs::create_dir_all(folder)?;
    }
    // A copy, with its own go.mod: the replacements in that do not count for `go install`.
    let (from, to) = (format!("{source}/."), work.display().to_string());
    fs::create_dir_all(&work)?;
    terminal::run("cp", &["-r", &from, &to])?;
    terminal::run("chmod", &["-R", "u+w", &to])?;
    let unfinished = binary.with_extension("unfinished");
    let status = Command::new("go")
        .args(["build", "-trimpath", "-ldflags", "-s -w", "-o"])
        .arg(&unfinished)
        .arg("./cmd/jaeger")
        .current_dir(&work)
        .envs([("GOWORK", "off"), ("CGO_ENABLED", "0")])
        .status()?;
    ensure!(status.success(), "Jaeger cannot be built ({status})");
    fs::rename(unfinished, binary)?;
    fs::remove_dir_all(work).context("the sources of Jaeger cannot be removed")
}

/// On its usual ports, with everything in memory.
pub(super) fn start(log: &Path) -> anyhow::Result<Child> {
    Child::start(vec![binary()?.display().to_string()], JAEGER, listens, log)
}
