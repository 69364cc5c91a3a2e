//! The suites of the payment service with its records on a real server, and what only a server can do to them.

#[cfg(test)]
mod contention;

#[cfg(test)]
#[path = "../it/batches.rs"]
mod batches;
#[cfg(test)]
#[path = "../it/commands.rs"]
mod commands;
#[cfg(test)]
#[path = "../it/decision.rs"]
mod decision;
#[cfg(test)]
#[path = "../it/methods.rs"]
mod methods;
#[cfg(test)]
#[path = "../it/recovery.rs"]
mod recovery;
#[cfg(test)]
#[path = "../it/room.rs"]
mod room;
#[cfg(test)]
#[path = "../it/store_contract.rs"]
mod store_contract;

/// On a MariaDB.
#[cfg(test)]
const RECORDS: service_harness::Records = service_harness::Records::OnServer;
