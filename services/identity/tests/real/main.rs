//! The suites of identity with its records on a real server.

#[cfg(test)]
#[path = "../it/accounts.rs"]
mod accounts;
#[cfg(test)]
#[path = "../it/api_keys.rs"]
mod api_keys;
#[cfg(test)]
#[path = "../it/audits.rs"]
mod audits;
#[cfg(test)]
#[path = "../it/gate_devices.rs"]
mod gate_devices;
#[cfg(test)]
#[path = "../it/guest_price.rs"]
mod guest_price;
#[cfg(test)]
#[path = "../it/issuer.rs"]
mod issuer;
#[cfg(test)]
#[path = "../it/keys.rs"]
mod keys;
#[cfg(test)]
#[path = "../it/mails.rs"]
mod mails;
#[cfg(test)]
#[path = "../it/members.rs"]
mod members;
#[cfg(test)]
#[path = "../it/office.rs"]
mod office;
#[cfg(test)]
#[path = "../it/provider_attacks.rs"]
mod provider_attacks;
#[cfg(test)]
#[path = "../it/providers.rs"]
mod providers;
#[cfg(test)]
#[path = "../it/rates.rs"]
mod rates;
#[cfg(test)]
#[path = "../it/refreshes.rs"]
mod refreshes;
#[cfg(test)]
#[path = "../it/rights.rs"]
mod rights;
#[cfg(test)]
#[path = "../it/room.rs"]
mod room;
#[cfg(test)]
#[path = "../it/sessions.rs"]
mod sessions;
#[cfg(test)]
#[path = "../it/staff.rs"]
mod staff;
#[cfg(test)]
#[path = "../it/step_up.rs"]
mod step_up;

/// On a MariaDB.
#[cfg(test)]
const RECORDS: service_harness::Records = service_harness::Records::OnServer;
