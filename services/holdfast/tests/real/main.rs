//! The product from outside once more, word by word, as it runs in production: four services on Redis, MariaDB and Kafka. Entered directly,
//! or through the reverse proxy where `HOLDFAST_TEST_ENTRANCE` says `proxy`.

#[cfg(test)]
#[path = "../it/audit.rs"]
mod audit;
#[cfg(test)]
#[path = "../it/buying.rs"]
mod buying;
#[cfg(test)]
#[path = "../it/contract.rs"]
mod contract;
#[cfg(test)]
#[path = "../it/crash.rs"]
mod crash;
#[cfg(test)]
#[path = "../it/holds.rs"]
mod holds;
#[cfg(test)]
#[path = "../it/limited_sale.rs"]
mod limited_sale;
#[cfg(test)]
#[path = "../it/orders.rs"]
mod orders;
#[cfg(test)]
#[path = "../it/persistent_buyers.rs"]
mod persistent_buyers;
#[cfg(test)]
#[path = "../it/pools.rs"]
mod pools;
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
#[path = "../it/sockets.rs"]
mod sockets;
#[cfg(test)]
#[path = "../it/stop.rs"]
mod stop;
#[cfg(test)]
#[path = "../it/trace.rs"]
mod trace;
#[cfg(test)]
#[path = "../it/verify_command.rs"]
mod verify_command;

#[cfg(test)]
mod closing;
#[cfg(test)]
mod entrance;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod growth;
#[cfg(test)]
mod kafka_outage;
#[cfg(test)]
mod limited_sale_troubles;
#[cfg(test)]
mod line_survival;
#[cfg(test)]
mod load;
#[cfg(test)]
mod one_process;
#[cfg(test)]
mod readiness;
#[cfg(test)]
mod restore;
#[cfg(test)]
mod rolling;
#[cfg(test)]
mod rolling_restart;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod system;
#[cfg(test)]
mod topic;
#[cfg(test)]
mod unread;

use std::time::Duration;

use testkit::Installation;

#[cfg(test)]
use crate::closing::closed_books;
#[cfg(test)]
use crate::entrance::start;
#[cfg(test)]
use crate::system::demo;
/// All buyers of a test are at one address here, whatever the test is about.
#[cfg(test)]
use crate::system::demo as crowded;

/// The events of the demo season.
const CLUB: i64 = 1;
const HALL: i64 = 2;
const ARENA: i64 = 4;
const NOT_YET_ON_SALE: i64 = 5;
const OPEN_AIR: i64 = 7;
const WAREHOUSE: i64 = 8;

/// Who takes part in every order, as they call themselves in traces. Others may follow it.
#[cfg(test)]
const PROCESSES: [&str; 4] =
    ["holdfast-catalog", "holdfast-order", "holdfast-payment", "holdfast-reservation"];

const SOON: Duration = Duration::from_secs(60);

/// What all these tests talk to.
type Server = Installation;
