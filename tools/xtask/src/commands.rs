//! The commands of `cargo xtask`, and which file runs each.

use clap::{Parser, Subcommand};
use ops::k6::K6Args;
use ops::terminal;

use crate::chaos::ChaosArgs;
use crate::fuzz::FuzzArgs;
use crate::stack::UpArgs;
use crate::strangers::StrangersArgs;
use crate::verify::VerifyArgs;
use crate::{
    arm64, chaos, clients, contracts, demo, early_buyers, fuzz, infra, rules, screenshots, services,
    settings, stack, strangers, test, tidy, verify, workspace,
};

/// The tools of this repository
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub(crate) struct Xtask {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Builds holdfast and starts it with a demo season
    #[command(disable_help_flag = true)]
    Demo {
        /// Flags of holdfast, such as `--listen 127.0.0.1:8090`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        flags: Vec<String>,
    },
    #[command(name = early_buyers::NAME, hide = true)]
    EarlyBuyers { address: std::net::SocketAddr },
    /// Starts the real stack without docker: engines, services, nginx, Prometheus
    Up(UpArgs),
    /// Stops that stack, and nothing else
    Down,
    /// Shows the log of one part of that stack: order-1, order, kafka, nginx, access, ...
    Logs {
        name: String,
        /// Goes on until Ctrl-C
        #[arg(short)]
        follow: bool,
    },
    #[command(name = stack::KEEPER, hide = true)]
    KeepStack(UpArgs),
    /// Runs every check that a clean checkout needs to prove itself
    Test {
        /// All stages, unless some are named
        #[arg(value_name = "STAGE", value_parser = clap::builder::PossibleValuesParser::new(test::names()))]
        stages: Vec<String>,
    },
    /// Installs Redis, MariaDB, Kafka, nginx and Prometheus if they are missing
    Engines,
    /// Injects random faults while people buy, then checks every promise
    Chaos(ChaosArgs),
    /// Removes each protective rule from a copy of the source, and expects its tests to fail there
    Rules {
        /// Only these rules; without a name all of them
        names: Vec<String>,
    },
    /// Visits every state of a small sale, and shows what breaks without each rule
    Model {
        /// `--large` runs for a night
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        flags: Vec<String>,
    },
    /// Compares the books of whatever is running, or of a data folder
    Verify(VerifyArgs),
    /// Loads the product or the real stack with k6, injects faults, and compares the books
    K6(K6Args),
    /// Fuzzes each parser of untrusted input with libFuzzer
    Fuzz(FuzzArgs),
    /// Tries the API description on a running binary, by Schemathesis
    Strangers(StrangersArgs),
    /// Checks the house rules
    Tidy,
    /// Writes contracts/openapi/holdfast.json
    Contracts {
        /// Compares it instead
        #[arg(long)]
        check: bool,
    },
    /// Renders the Helm charts with all values and checks what comes out
    Helm {
        /// Writes the files that the charts copy from elsewhere, first
        #[arg(long)]
        write: bool,
    },
    /// Installs the chart in a real control plane and watches it scale, roll out, and lose nodes
    Cluster,
    /// Checks compose file, images, proxy, objectives, alerts and dashboards, and starts nothing
    Infra,
    /// Writes all files that follow from the list of services and from the binaries
    Services,
    /// Writes the types of the clients that are generated from the API description
    Clients,
    /// Writes docs/SETTINGS.md from the --help of the binaries
    Settings,
    /// Builds holdfast for arm64, and runs it under QEMU
    Arm64,
    /// Takes the pictures of docs/images anew, of a demo in Chromium
    Screenshots,
    /// Measures each path beside what this machine can do at all, and writes docs/BENCHMARKS.md
    #[command(disable_help_flag = true)]
    Bench {
        /// Paths, `--seconds N`, `--rounds N`; `bench --help` lists them
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        flags: Vec<String>,
    },
}

impl Command {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Demo { flags } => demo::run(&flags),
            Self::EarlyBuyers { address } => early_buyers::run(address),
            Self::Up(args) => stack::up(&args),
            Self::Down => stack::down(),
            Self::Logs { name, follow } => stack::logs(&name, follow),
            Self::KeepStack(args) => stack::keep(&args),
            Self::Test { stages } => test::run(&stages),
            Self::Engines => engines::install(),
            Self::Chaos(args) => chaos::run(&args),
            Self::Rules { names } => rules::run(&names),
            Self::Model { flags } => {
                let flags = flags.iter().map(String::as_str);
                let cargo = ["run", "--quiet", "--package", "model", "--"];
                terminal::run("cargo", &cargo.into_iter().chain(flags).collect::<Vec<_>>())
            }
            Self::Verify(args) => verify::run(&args),
            Self::K6(args) => ops::k6::run(&args),
            Self::Fuzz(args) => fuzz::run(args),
            Self::Strangers(args) => strangers::run(&args),
            Self::Tidy => tidy::run(),
            Self::Contracts { check } => contracts::run(check),
            Self::Helm { write } => {
                if write {
                    ops::helm::write()?;
                }
                let binaries = engines::build(&workspace::products(), engines::Profile::Debug)?;
                ops::helm::check(&binaries).map(drop)
            }
            Self::Cluster => ops::cluster::run(),
            Self::Infra => infra::run(),
            Self::Services => services::write(),
            Self::Clients => clients::write_types(),
            Self::Settings => {
                settings::write(&engines::build(&workspace::products(), engines::Profile::Debug)?)
            }
            Self::Arm64 => arm64::run(),
            Self::Screenshots => screenshots::run(),
            Self::Bench { flags } => {
                let binaries = engines::build(&["bench"], engines::Profile::Release)?;
                terminal::become_program(&binaries.join("bench"), flags, &[])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_of_the_command_line_is_sound() {
        Xtask::command().debug_assert();
    }
}
