#![doc = include_str!("../README.md")]
#![expect(clippy::print_stdout, reason = "a tool prints to a terminal")]

mod arm64;
mod chaos;
mod clients;
mod commands;
mod contracts;
mod demo;
mod early_buyers;
mod fuzz;
mod infra;
mod npm;
mod plain_http;
mod rules;
mod screenshots;
mod second_attempt;
mod services;
mod session;
mod settings;
mod stack;
mod strangers;
mod test;
mod tidy;
mod verify;
mod web;
mod workspace;

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
