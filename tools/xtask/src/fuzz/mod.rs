//! `cargo xtask fuzz`: the programs of `tools/fuzz`, one after another. They need a nightly compiler and chance, so this is no stage of the tests.

mod figures;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use clap::Args;

use crate::{cached, terminal};
use figures::Row;

const TOOL: (&str, &str) = ("cargo-fuzz", "0.13.2");
const TOOLCHAIN: (&str, &str) = ("RUSTUP_TOOLCHAIN", "nightly");
/// No input of ours takes a hundredth of these.
const LIMITS: [&str; 2] = ["-timeout=10", "-rss_limit_mb=1024"];
const LOG_LINES: usize = 40;
const DAY: i64 = 24 * 60 * 60;

#[derive(Args)]
pub(crate) struct FuzzArgs {
    /// All targets of tools/fuzz, unless some are named
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// For each target
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=DAY))]
    seconds: u32,
}

pub(crate) fn run(FuzzArgs { targets: named, seconds }: FuzzArgs) -> anyhow::Result<()> {
    let targets = chosen(named, targets(&fs::read_to_string(folder().join("Cargo.toml"))?.parse()?))?;
    let host = nightly_host()
        .context("fuzzing needs a nightly compiler: rustup toolchain install nightly --profile minimal")?;
    let binaries = build(&host)?;
    let mut rows = Vec::new();
    for target in &targets {
        println!("{target}: {seconds} s");
        rows.push(one(target, &binaries, seconds)?);
    }
    println!("{}", figures::table(&rows));
    ensure!(rows.iter().all(|row| !row.crashed), "the failures are above");
    Ok(())
}

fn chosen(named: Vec<String>, known: Vec<String>) -> anyhow::Result<Vec<String>> {
    if let Some(name) = named.iter().find(|name| !known.contains(name)) {
        bail!("no target is called {name}; there are: {}", known.join(", "));
    }
    Ok(if named.is_empty() { known } else { named })
}

/// Every program that the manifest of `tools/fuzz` names.
fn targets(manifest: &toml::Table) -> Vec<String> {
    let programs = manifest.get("bin").and_then(toml::Value::as_array).into_iter().flatten();
    programs.filter_map(|program| program.get("name")?.as_str().map(str::to_owned)).collect()
}

/// The target triple of the nightly compiler, which names a folder.
fn nightly_host() -> anyhow::Result<String> {
    let output = Command::new("rustc").arg("-vV").env(TOOLCHAIN.0, TOOLCHAIN.1).output()?;
    let version = String::from_utf8(output.stdout)?;
    ensure!(version.contains("-nightly"), "rustc is not a nightly one");
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not name its target")?.to_owned())
}

/// Builds all programs, and gives their folder.
fn build(host: &str) -> anyhow::Result<PathBuf> {
    let tool = cached::cargo(TOOL.0, TOOL.1)?;
    let target = folder().join("target");
    let (fuzz, target_text) = (folder().display().to_string(), target.display().to_string());
    // Sanitizers watch unsafe code, of which our crates have none.
    let arguments =
        ["fuzz", "build", "--fuzz-dir", &fuzz, "--sanitizer", "none", "--target-dir", &target_text];
    terminal::run_with(&tool, &arguments, &[TOOLCHAIN])?;
    Ok(target.join(host).join("release"))
}

/// What earlier runs found is in the cache, and is tried first.
fn one(target: &str, binaries: &Path, seconds: u32) -> anyhow::Result<Row> {
    let kept = engines::cache_folder()?.join("fuzz").join(target);
    let (corpus, crashes, log) = (kept.join("corpus"), kept.join("crashes"), kept.join("log"));
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&crashes)?;
    let binary = binaries.join(target);
    let status = Command::new(&binary)
        .arg(&corpus)
        .arg(folder().join("seeds").join(target))
        .args([format!("-max_total_time={seconds}"), format!("-artifact_prefix={}/", crashes.display())])
        .arg("-print_final_stats=1")
        .args(LIMITS)
        .stderr(File::create(&log)?)
        .status()
        .with_context(|| format!("cannot start {}", binary.display()))?;
    let log = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    if !status.success() {
        let lines: Vec<&str> = log.lines().collect();
        println!("{}", lines.get(lines.len().saturating_sub(LOG_LINES)..).unwrap_or_default().join("\n"));
        println!("{target} failed; again with: {} FILE, where FILE is named above", binary.display());
    }
    Ok(Row::read(target, &log, fs::read_dir(&corpus)?.count(), !status.success()))
}

fn folder() -> PathBuf {
    crate::root().join("tools/fuzz")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_targets_are_fuzzed_unless_some_are_named() {
        let known = targets(&"[[bin]]\nname = \"path\"\n[[bin]]\nname = \"query\"\n".parse().unwrap());
        assert_eq!(chosen(Vec::new(), known.clone()).unwrap(), ["path", "query"]);
        assert_eq!(chosen(vec!["query".to_owned()], known.clone()).unwrap(), ["query"]);
        assert!(chosen(vec!["nothing".to_owned()], known).is_err());
    }
}
