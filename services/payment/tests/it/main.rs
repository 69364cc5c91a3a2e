//! Payment from the outside: commands on a real bus, records in a real SQLite file, questions over real HTTP.

#[cfg(test)]
mod batches;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod decision;
#[cfg(test)]
mod methods;
#[cfg(test)]
mod offer;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod room;
#[cfg(test)]
mod store_contract;

/// In a file.
#[cfg(test)]
const RECORDS: service_harness::Records = service_harness::Records::Embedded;
