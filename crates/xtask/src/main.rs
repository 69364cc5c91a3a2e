#![doc = include_str!("../README.md")]
#![expect(clippy::print_stdout, reason = "a tool speaks to a terminal")]

mod bench;
mod contracts;
mod demo;
mod engines;
mod stages;
mod terminal;
mod test;
mod tidy;
mod web;

use std::path::PathBuf;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask demo [flags of holdfast]   builds holdfast and starts it with a demo season
cargo xtask test                       everything that a clean checkout needs to prove itself
cargo xtask engines                    installs Redis, MariaDB and Kafka where they are missing
cargo xtask tidy [--report]            the house rules; or figures about the tree
cargo xtask contracts [--check]        writes, or compares, contracts/openapi/holdfast.json
cargo xtask bench [path ...]           measures a release build on this machine";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let flags: Vec<&str> = rest.iter().map(String::as_str).collect();
    let outcome = match (command.as_str(), flags.as_slice()) {
        ("demo", _) => demo::run(&rest),
        ("test", []) => test::run(),
        ("engines", []) => engines::install(),
        ("tidy", []) => tidy::run(),
        ("tidy", ["--report"]) => tidy::report(),
        ("contracts", []) => contracts::write(),
        ("contracts", ["--check"]) => contracts::check(),
        ("bench", _) => bench::run(&rest),
        ("" | "help" | "--help" | "-h", _) => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(anyhow::anyhow!("there is no command `{command} {}`; there are:\n{HELP}", rest.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace, wherever the command was typed.
fn root() -> PathBuf {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}
