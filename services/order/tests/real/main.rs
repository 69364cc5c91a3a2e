//! The suites of the order service with its records on a real server, and what only a server can do to them.

#[cfg(test)]
mod contention;
#[cfg(test)]
mod lost_commits;
#[cfg(test)]
#[path = "../../../../crates/sql/tests/real/proxy.rs"]
mod proxy;
#[cfg(test)]
mod storm;

#[cfg(test)]
#[path = "../it/batches.rs"]
mod batches;
#[cfg(test)]
#[path = "../it/books.rs"]
mod books;
#[cfg(test)]
#[path = "../it/compensations.rs"]
mod compensations;
#[cfg(test)]
#[path = "../it/idempotency.rs"]
mod idempotency;
#[cfg(test)]
#[path = "../it/items.rs"]
mod items;
#[cfg(test)]
#[path = "../it/keyed_calls.rs"]
mod keyed_calls;
#[cfg(test)]
#[path = "../it/limited_sales.rs"]
mod limited_sales;
#[cfg(test)]
#[path = "../it/limits.rs"]
mod limits;
#[cfg(test)]
#[path = "../it/matrix.rs"]
mod matrix;
#[cfg(test)]
#[path = "../it/others.rs"]
mod others;
#[cfg(test)]
#[path = "../it/outages.rs"]
mod outages;
#[cfg(test)]
#[path = "../it/pins.rs"]
mod pins;
#[cfg(test)]
#[path = "../it/placing.rs"]
mod placing;
#[cfg(test)]
#[path = "../it/process.rs"]
mod process;
#[cfg(test)]
#[path = "../it/promises.rs"]
mod promises;
#[cfg(test)]
#[path = "../it/purchases.rs"]
mod purchases;
#[cfg(test)]
#[path = "../it/races.rs"]
mod races;
#[cfg(test)]
#[path = "../it/reading.rs"]
mod reading;
#[cfg(test)]
#[path = "../it/recovery.rs"]
mod recovery;
#[cfg(test)]
#[path = "../it/redelivery.rs"]
mod redelivery;
#[cfg(test)]
#[path = "../it/room.rs"]
mod room;
#[cfg(test)]
#[path = "../it/steps.rs"]
mod steps;
#[cfg(test)]
#[path = "../it/store_contract.rs"]
mod store_contract;
#[cfg(test)]
#[path = "../it/streams.rs"]
mod streams;
#[cfg(test)]
#[path = "../it/timers.rs"]
mod timers;
#[cfg(test)]
#[path = "../it/traces.rs"]
mod traces;
#[cfg(test)]
#[path = "../it/world.rs"]
mod world;

/// On a MariaDB.
#[cfg(test)]
const RECORDS: service_harness::Records = service_harness::Records::OnServer;
