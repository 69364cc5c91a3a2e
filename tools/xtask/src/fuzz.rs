//! `cargo xtask fuzz`: the programs of `tools/fuzz`, one after another. They need a nightly compiler and chance, so this is no stage of the tests.

use std::fs;

use anyhow::ensure;
use clap::Args;
use ops::{cached, terminal};

const TOOL: (&str, &str) = ("cargo-fuzz", "0.13.2");
const TOOLCHAIN: (&str, &str) = ("RUSTUP_TOOLCHAIN", "nightly");
/// Sanitizers watch unsafe code, of which our crates have none.
const RUN: [&str; 6] = ["fuzz", "run", "--fuzz-dir", FOLDER, "--sanitizer", "none"];
const FOLDER: &str = "tools/fuzz";
/// No input of ours takes a hundredth of these.
const LIMITS: [&str; 2] = ["-timeout=10", "-rss_limit_mb=1024"];
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

pub(crate) fn run(FuzzArgs { targets, seconds }: FuzzArgs) -> anyhow::Result<()> {
    ensure!(
        terminal::exists("rustup", &["run", TOOLCHAIN.1, "rustc", "--version"]),
        "fuzzing needs a nightly compiler: rustup toolchain install nightly --profile minimal"
    );
    let tool = cached::cargo(TOOL.0, TOOL.1)?;
    let known = terminal::output(&tool, &["fuzz", "list", "--fuzz-dir", FOLDER])?;
    let targets = if targets.is_empty() { known.lines().map(str::to_owned).collect() } else { targets };
    let failed: Vec<String> = targets.into_iter().filter(|target| !passes(&tool, target, seconds)).collect();
    ensure!(failed.is_empty(), "these failed, as is shown above: {}", failed.join(", "));
    Ok(())
}

fn passes(tool: &str, target: &str, seconds: u32) -> bool {
    let outcome = one(tool, target, seconds);
    outcome.inspect_err(|error| eprintln!("{target}: {error:#}")).is_ok()
}

/// What earlier runs found is in the cache, and is tried first. libFuzzer ends with its figures.
fn one(tool: &str, target: &str, seconds: u32) -> anyhow::Result<()> {
    let kept = engines::cache_folder()?.join("fuzz").join(target);
    let [corpus, crashes] = ["corpus", "crashes"].map(|name| kept.join(name));
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&crashes)?;
    let (corpus, crashes) =
        (corpus.display().to_string(), format!("-artifact_prefix={}/", crashes.display()));
    let (seeds, time) = (format!("{FOLDER}/seeds/{target}"), format!("-max_total_time={seconds}"));
    let inputs = [target, &corpus, &seeds, "--", &time, &crashes, "-print_final_stats=1"];
    terminal::run_with(tool, &[&RUN[..], &inputs, &LIMITS].concat(), &[TOOLCHAIN])
}
