//! The product from outside: the real binary, real HTTP, kill -9. What holds here holds for every operator.

#[cfg(test)]
mod audit;
#[cfg(test)]
mod authorization;
#[cfg(test)]
mod best;
mod box_office;
#[cfg(test)]
mod buying;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod curl_lines;
#[cfg(test)]
mod data_folder;
#[cfg(test)]
mod designs;
#[cfg(test)]
mod edge;
#[cfg(test)]
mod fields;
#[cfg(test)]
mod growth;
#[cfg(test)]
mod holds;
#[cfg(test)]
mod identity;
#[cfg(test)]
mod limited_sale;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod line;
#[cfg(test)]
mod line_rules;
#[cfg(test)]
mod modes;
#[cfg(test)]
mod neighbours;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod operator;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod own_place;
#[cfg(test)]
mod persistent_buyers;
#[cfg(test)]
mod pools;
#[cfg(test)]
mod purchase;
#[cfg(test)]
mod race;
#[cfg(test)]
mod reservations;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod seat_map;
#[cfg(test)]
mod shop;
#[cfg(test)]
mod sockets;
#[cfg(test)]
mod stop;
#[cfg(test)]
mod strangers;
#[cfg(test)]
mod system;
#[cfg(test)]
mod trace;
#[cfg(test)]
mod verify;
#[cfg(test)]
mod verify_command;
#[cfg(test)]
mod versions;

use std::time::Duration;

use testkit::{Holdfast, Options};

#[cfg(test)]
use crate::system::closed_books;

/// What all these tests talk to.
type Server = Holdfast;

/// The events of the demo season.
const CLUB: i64 = 1;
const HALL: i64 = 2;
const ARENA: i64 = 4;
const NOT_YET_ON_SALE: i64 = 5;
const OPEN_AIR: i64 = 7;
const WAREHOUSE: i64 = 8;

/// Who takes part in every order, as they call themselves in traces.
#[cfg(test)]
const PROCESSES: [&str; 1] = ["holdfast"];

/// Far beyond what any of these waits should take, so that a busy machine does not fail a test.
const SOON: Duration = Duration::from_secs(30);

fn demo() -> Options {
    Options::default().arg("--demo")
}

/// Many buyers at one address, as many as a test has.
fn crowded() -> Options {
    demo().env("HOLDFAST_CALLER_LIMITS", "false")
}

/// Each request says by `X-Forwarded-For` where its client is.
fn behind_a_proxy(options: Options) -> Options {
    options.env("HOLDFAST_PROXIES", "127.0.0.1")
}

async fn start(options: &Options) -> Server {
    Holdfast::spawn(env!("CARGO_BIN_EXE_holdfast"), options).await
}
