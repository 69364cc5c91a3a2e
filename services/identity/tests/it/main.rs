//! Identity from the outside: real HTTP, records in a real SQLite file, sessions heard over a real bus.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod mails;
#[cfg(test)]
mod rates;
#[cfg(test)]
mod refreshes;
#[cfg(test)]
mod room;
#[cfg(test)]
mod sessions;

/// In a file.
#[cfg(test)]
const RECORDS: service_harness::Records = service_harness::Records::Embedded;
