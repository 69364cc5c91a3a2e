//! `cargo xtask fuzz`: the programs of `tools/fuzz/`, one after another. They need a nightly compiler and chance, so this is no stage of the tests.

mod figures;
mod wanted;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

use crate::{cached, terminal};
use figures::Row;
use wanted::Wanted;

const TOOL: (&str, &str) = ("cargo-fuzz", "0.13.2");
const TOOLCHAIN: (&str, &str) = ("RUSTUP_TOOLCHAIN", "nightly");
/// No input of ours takes a hundredth of these.
const LIMITS: [&str; 2] = ["-timeout=10", "-rss_limit_mb=1024"];
const LOG_LINES: usize = 40;

pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let manifest = fs::read_to_string(folder().join("Cargo.toml"))?.parse()?;
    let wanted = Wanted::read(arguments, &wanted::targets(&manifest))?;
    let host = nightly_host()
        .context("fuzzing needs a nightly compiler: rustup toolchain install nightly --profile minimal")?;
    let binaries = build(&host)?;
    let mut rows = Vec::new();
    for target in &wanted.targets {
        println!("{target}: {} s", wanted.seconds);
        rows.push(one(target, &binaries, wanted.seconds)?);
    }
    println!("{}", figures::table(&rows));
    ensure!(rows.iter().all(|row| !row.crashed), "what failed is told above");
    Ok(())
}

/// The machine that the nightly compiler builds for, which names a folder.
fn nightly_host() -> anyhow::Result<String> {
    let said = Command::new("rustc").arg("-vV").env(TOOLCHAIN.0, TOOLCHAIN.1).output()?;
    let said = String::from_utf8(said.stdout)?;
    ensure!(said.contains("-nightly"), "rustc is not a nightly one");
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not say what it builds for")?.to_owned())
}

/// Builds all programs, and says where they are.
fn build(host: &str) -> anyhow::Result<PathBuf> {
    let tool = cached::cargo(TOOL.0, TOOL.1)?;
    let target = folder().join("target");
    let place = target.display().to_string();
    // Sanitizers watch unsafe code, of which our crates have none.
    let arguments = ["fuzz", "build", "--sanitizer", "none", "--target-dir", &place];
    terminal::run_with(&tool, &arguments, &[TOOLCHAIN])?;
    Ok(target.join(host).join("release"))
}

/// What was found before is in the cache, and is tried first.
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
    let said = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    if !status.success() {
        let lines: Vec<&str> = said.lines().collect();
        println!("{}", lines.get(lines.len().saturating_sub(LOG_LINES)..).unwrap_or_default().join("\n"));
        println!("{target} failed; again with: {} FILE, where FILE is named above", binary.display());
    }
    Ok(Row::read(target, &said, fs::read_dir(&corpus)?.count(), !status.success()))
}

fn folder() -> PathBuf {
    crate::root().join("tools/fuzz")
}
