//! Identity from the outside: real HTTP, records in a real SQLite file, sessions heard over a real bus.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod api_keys;
#[cfg(test)]
mod audits;
#[cfg(test)]
mod gate_devices;
#[cfg(test)]
mod guest_price;
#[cfg(test)]
mod issuer;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod mails;
#[cfg(test)]
mod members;
#[cfg(test)]
mod office;
#[cfg(test)]
mod provider_attacks;
#[cfg(test)]
mod providers;
#[cfg(test)]
mod rates;
#[cfg(test)]
mod refreshes;
#[cfg(test)]
mod rights;
#[cfg(test)]
mod room;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod staff;
#[cfg(test)]
mod step_up;

/// In a file.
#[cfg(test)]
const RECORDS: service_harness::Records = service_harness::Records::Embedded;
