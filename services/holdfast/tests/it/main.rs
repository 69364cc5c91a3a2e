//! The product from outside: the real binary, real HTTP, kill -9. What holds here holds for whoever runs it.

mod audit;
mod contract;
mod crash;
mod crowd;
mod curl_lines;
mod holds;
mod openapi;
mod orders;
mod purchase;
mod race;
mod seat_map;
mod stop;
mod trace;

use std::time::Duration;

use testkit::{Holdfast, Options};

/// The events of the demo season.
const CLUB: i64 = 1;
const HALL: i64 = 2;
const THEATRE: i64 = 3;
const ARENA: i64 = 4;
const NOT_YET_ON_SALE: i64 = 5;

/// Far beyond what any of these waits should take, so that a busy machine does not fail a test.
const SOON: Duration = Duration::from_secs(30);

fn demo() -> Options {
    Options::default().arg("--demo")
}

async fn start(options: &Options) -> Holdfast {
    Holdfast::spawn(env!("CARGO_BIN_EXE_holdfast"), options).await
}
