#![doc = include_str!("../README.md")]
#![expect(clippy::print_stdout, reason = "a tool speaks to a terminal")]

mod bench;
mod cached;
mod chaos;
mod contracts;
mod demo;
mod engines;
mod fuzz;
mod infra;
mod model;
mod rules;
mod settings;
mod stack;
mod stages;
mod stopwatch;
mod strangers;
mod terminal;
mod test;
mod tidy;
mod verify;
mod web;

use std::path::PathBuf;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask demo [flags of holdfast]   builds holdfast and starts it with a demo season
cargo xtask up [--jaeger] [--instances N] [--shift N] [--debug]
                                       the real stack without docker: engines, services, nginx, Prometheus
cargo xtask down                       stops that stack, and nothing else
cargo xtask logs NAME [-f]             what one part of it says: order-1, order, kafka, nginx, access, ...
cargo xtask test [stage ...]           everything that a clean checkout needs to prove itself, or some of it
cargo xtask engines                    installs Redis, MariaDB and Kafka where they are missing
cargo xtask chaos [--seed N] [--minutes M]
                                       everything goes wrong at random while people buy; then every promise is checked
cargo xtask rules [name ...]           removes each protective rule from a copy of the source, and expects its tests to fail
cargo xtask model [--large]            every state of a small sale, and what breaks without each rule; or a night of it
cargo xtask verify [--order-url URL | --data FOLDER] [--debug]
                                       compares the books of what is up, or of a folder: is every promise kept?
cargo xtask fuzz [target ...] [--seconds N]
                                       what strangers make our parsers read, as libFuzzer sees it: a minute for each target
cargo xtask strangers [--seed N] [--cases N]
                                       reads the API description as strangers do, and tries what it promises on a running binary
cargo xtask tidy [--report]            the house rules; or figures about the tree
cargo xtask contracts [--check]        writes, or compares, contracts/openapi/holdfast.json
cargo xtask infra                      checks compose, images, proxy, alerts and dashboard, and starts nothing
cargo xtask settings                   writes docs/SETTINGS.md from what the binaries say of themselves
cargo xtask bench [path ...] [--seconds N] [--rounds N]
                                       measures each path beside what this machine can do at all, and writes docs/BENCHMARKS.md";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let flags: Vec<&str> = rest.iter().map(String::as_str).collect();
    let outcome = match (command.as_str(), flags.as_slice()) {
        ("demo", _) => demo::run(&rest),
        ("up", _) => stack::up(&rest),
        ("down", []) => stack::down(),
        ("logs", [name]) => stack::logs(name, false),
        ("logs", [name, "-f"] | ["-f", name]) => stack::logs(name, true),
        (stack::KEEPER, _) => stack::keep(&rest),
        ("test", _) => test::run(&rest),
        ("engines", []) => engines::install(),
        ("chaos", _) => chaos::run(&rest),
        ("rules", _) => rules::run(&rest),
        ("model", _) => model::run_model(&rest),
        ("verify", _) => verify::run(&rest),
        ("fuzz", _) => fuzz::run(&rest),
        ("strangers", _) => strangers::run(&rest),
        ("tidy", []) => tidy::run(),
        ("tidy", ["--report"]) => tidy::report(),
        ("contracts", []) => contracts::write(),
        ("contracts", ["--check"]) => contracts::check(),
        ("infra", []) => infra::alone(),
        ("settings", []) => settings::write(),
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
