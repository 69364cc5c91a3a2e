#![doc = include_str!("../README.md")]
#![expect(clippy::print_stdout, reason = "a tool prints to a terminal")]

mod bench;
mod cached;
mod chaos;
mod commands;
mod contracts;
mod demo;
mod fuzz;
mod infra;
mod rules;
mod session;
mod settings;
mod stack;
mod stages;
mod strangers;
mod terminal;
mod test;
mod tidy;
mod verify;
mod web;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use commands::Xtask;

fn main() -> ExitCode {
    match Xtask::parse().command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the repository, in whatever folder the command was typed.
fn root() -> PathBuf {
    engines::repository_folder()
}
