//! The product from outside once more, word by word, as it runs in production: four services on Redis, MariaDB and Kafka. Entered directly,
//! or through the reverse proxy where `HOLDFAST_TEST_ENTRANCE` says `proxy`.

#[cfg(test)]
#[path = "../it/audit.rs"]
mod audit;
#[cfg(test)]
#[path = "../it/contract.rs"]
mod contract;
#[cfg(test)]
#[path = "../it/crash.rs"]
mod crash;
#[cfg(test)]
#[path = "../it/crowd.rs"]
mod crowd;
#[cfg(test)]
#[path = "../it/holds.rs"]
mod holds;
#[cfg(test)]
#[path = "../it/orders.rs"]
mod orders;
#[cfg(test)]
#[path = "../it/purchase.rs"]
mod purchase;
#[cfg(test)]
#[path = "../it/race.rs"]
mod race;
#[cfg(test)]
#[path = "../it/seat_map.rs"]
mod seat_map;
#[cfg(test)]
#[path = "../it/stop.rs"]
mod stop;
#[cfg(test)]
#[path = "../it/trace.rs"]
mod trace;
#[cfg(test)]
#[path = "../it/verdict.rs"]
mod verdict;

#[cfg(test)]
mod one_process;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod topic;

use std::time::Duration;

use testkit::installation::Engines;
use testkit::{Installation, Options};

use crate::stage::{binaries, closed_books, demo};

/// The events of the demo season.
const CLUB: i64 = 1;
const HALL: i64 = 2;
const ARENA: i64 = 4;
const NOT_YET_ON_SALE: i64 = 5;

/// Who takes part in an order, as they call themselves in traces.
#[cfg(test)]
const PROCESSES: [&str; 4] =
    ["holdfast-catalog", "holdfast-order", "holdfast-payment", "holdfast-reservation"];

const SOON: Duration = Duration::from_secs(60);

/// What all these tests talk to.
type Server = Installation;

async fn start(options: &Options) -> Server {
    let mut house = Installation::start(binaries(), Engines::shared(), 1, options).await;
    if through_the_proxy() {
        house.put_behind_proxy();
    }
    house
}

/// How this run of the tests enters.
#[expect(
    clippy::disallowed_methods,
    reason = "said by whoever runs the tests, and no setting of the product"
)]
fn through_the_proxy() -> bool {
    std::env::var("HOLDFAST_TEST_ENTRANCE").is_ok_and(|entrance| entrance == "proxy")
}
