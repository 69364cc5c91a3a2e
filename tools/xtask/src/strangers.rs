//! `cargo xtask strangers`: Schemathesis reads the description of the API, and tries on a running binary what it allows and what it rules out. It
//! is fetched from PyPI and chooses at random, so this is no stage of the tests.

use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;

use anyhow::{Context, ensure};
use clap::Args;
use engines::stack::is_ready;
use engines::{Child, Profile, free_ports};
use ops::{cached, repository, terminal};

const PACKAGE: &str = "schemathesis==4.32.5";
const ENVIRONMENT: &str = "schemathesis-4.32.5";
/// What is tried, what is not, and why.
const CONFIG: &str = "contracts/openapi/schemathesis.toml";
const DESCRIPTION: &str = "contracts/openapi/holdfast.json";
const SEED_MAX: u64 = 1_000_000;

#[derive(Args)]
pub(crate) struct StrangersArgs {
    /// Repeats the requests of an earlier run; another seed each time unless given
    #[arg(long)]
    seed: Option<u64>,
    /// Of each operation, at most, beside the examples of the description
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    cases: u32,
}

pub(crate) fn run(args: &StrangersArgs) -> anyhow::Result<()> {
    let seed = args.seed.unwrap_or_else(|| RandomState::new().build_hasher().finish() % SEED_MAX);
    let tool = cached::python(ENVIRONMENT, &[PACKAGE], "schemathesis")
        .context("Schemathesis needs Python 3 with venv, and PyPI")?;
    let binary = engines::build(&["holdfast"], Profile::Debug)?.join("holdfast");
    let [port] = free_ports()?;
    let scratch = repository::root().join("scratch/strangers");
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(&scratch)?;
    let log = scratch.join("log");
    let server = start(&binary, port, &log)?;
    println!("the same requests again: cargo xtask strangers --seed {seed} --cases {}", args.cases);
    let (url, seed, cases) = (format!("http://127.0.0.1:{port}"), seed.to_string(), args.cases.to_string());
    let arguments = ["--config-file", CONFIG, "run", DESCRIPTION, "--url", &url];
    let random = ["--seed", &seed, "--max-examples", &cases, "--continue-on-failure"];
    let tried = terminal::run(&tool, &[&arguments[..], &random].concat());
    ensure!(is_ready(port), "the server does not answer any more: {}", log.display());
    drop(server);
    tried.with_context(|| format!("strangers with the seed {seed}; the server's log is {}", log.display()))
}

/// The binary with the demo season and nothing else.
fn start(binary: &Path, port: u16, log: &Path) -> anyhow::Result<Child> {
    let (binary, listen) = (binary.display().to_string(), format!("127.0.0.1:{port}"));
    let data = log.with_file_name("data").display().to_string();
    // All strangers are at one address, and each is to get an answer.
    let limits = "--caller-limits=false";
    let command = [binary.as_str(), "--demo", limits, "--listen", &listen, "--data", &data];
    Child::start(command.map(str::to_owned).to_vec(), port, is_ready, log)
}
