//! The suites of identity with its records on a real server.

#[cfg(test)]
#[path = "../it/accounts.rs"]
mod accounts;
#[cfg(test)]
#[path = "../it/keys.rs"]
mod keys;
#[cfg(test)]
#[path = "../it/mails.rs"]
mod mails;
#[cfg(test)]
#[path = "../it/rates.rs"]
mod rates;
#[cfg(test)]
#[path = "../it/refreshes.rs"]
mod refreshes;
#[cfg(test)]
#[path = "../it/room.rs"]
mod room;
#[cfg(test)]
#[path = "../it/sessions.rs"]
mod sessions;

/// On a MariaDB.
#[cfg(test)]
const RECORDS: service_harness::Records = service_harness::Records::OnServer;
