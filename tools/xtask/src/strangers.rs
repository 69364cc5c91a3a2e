//! `cargo xtask strangers`: Schemathesis reads the description of the API and tries on a running binary what it says, and what it rules out. It is
//! fetched from PyPI and chooses at random, so this is no stage of the tests.

use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};

use ::engines::{Child, free_ports};
use anyhow::{Context, bail, ensure};

use crate::{cached, stack, terminal};

const PACKAGE: &str = "schemathesis==4.32.5";
const ENVIRONMENT: &str = "schemathesis-4.32.5";
/// What is tried, what is not, and why.
const CONFIG: &str = "contracts/openapi/schemathesis.toml";
const DESCRIPTION: &str = "contracts/openapi/holdfast.json";
const SEED_MAX: u64 = 1_000_000;

#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    seed: u64,
    /// Of each operation, at most, beside those that the description itself leads to.
    cases: u32,
}

pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let any = RandomState::new().build_hasher().finish() % SEED_MAX;
    let wanted = Wanted::read(arguments, Wanted { seed: any, cases: 50 })?;
    let tool = cached::python(ENVIRONMENT, &[PACKAGE], "schemathesis")
        .context("Schemathesis needs Python 3 with venv, and PyPI")?;
    terminal::run("cargo", &["build", "--quiet", "--locked", "--package", "holdfast"])?;
    let [port] = free_ports()?;
    let log = scratch_folder()?.join("log");
    let server = start(port, &log)?;
    println!("seed {}: the same again with --seed {0} --cases {}", wanted.seed, wanted.cases);
    let (url, seed, cases) =
        (format!("http://127.0.0.1:{port}"), wanted.seed.to_string(), wanted.cases.to_string());
    let arguments = ["--config-file", CONFIG, "run", DESCRIPTION, "--url", &url];
    let chance = ["--seed", &seed, "--max-examples", &cases, "--continue-on-failure"];
    let tried = terminal::run(&tool, &[&arguments[..], &chance].concat());
    ensure!(stack::is_ready(port), "the server does not answer any more: {}", log.display());
    drop(server);
    tried.with_context(|| format!("strangers with the seed {seed}; the server's log is {}", log.display()))
}

/// The binary with the demo season, and with nothing else in it.
fn start(port: u16, log: &Path) -> anyhow::Result<Child> {
    let binary = terminal::target_folder()?.join("debug/holdfast");
    let data = log.with_file_name("data");
    let listen = format!("127.0.0.1:{port}");
    let (binary, data) = (binary.display().to_string(), data.display().to_string());
    let command = [binary.as_str(), "--demo", "--listen", &listen, "--data", &data];
    Child::start(command.map(str::to_owned).to_vec(), port, stack::is_ready, log)
}

fn scratch_folder() -> anyhow::Result<PathBuf> {
    let folder = crate::root().join("scratch/strangers");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

impl Wanted {
    fn read(arguments: &[String], default: Self) -> anyhow::Result<Self> {
        let mut wanted = default;
        for pair in arguments.chunks(2) {
            match pair {
                [name, seed] if name == "--seed" => wanted.seed = seed.parse().context("--seed N")?,
                [name, cases] if name == "--cases" => wanted.cases = cases.parse().context("--cases N")?,
                _ => bail!("there are --seed N and --cases N, not {}", pair.join(" ")),
            }
        }
        ensure!(wanted.cases >= 1, "--cases is a number from 1");
        Ok(wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_and_a_number_of_cases_can_be_given() {
        let read = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            Wanted::read(&words, Wanted { seed: 7, cases: 50 })
        };
        assert_eq!(read(&[]).unwrap(), Wanted { seed: 7, cases: 50 });
        assert_eq!(read(&["--cases", "9", "--seed", "4"]).unwrap(), Wanted { seed: 4, cases: 9 });
        for wrong in [&["--seed"][..], &["--seed", "x"], &["--cases", "0"], &["fast"]] {
            assert!(read(wrong).is_err(), "{wrong:?} passed");
        }
    }
}
