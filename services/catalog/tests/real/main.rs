//! The catalog with its records on a real server.

#[cfg(test)]
mod publishing_at_once;

#[cfg(test)]
#[path = "../it/events.rs"]
mod events;
#[cfg(test)]
#[path = "../it/fakes.rs"]
mod fakes;
#[cfg(test)]
#[path = "../it/following.rs"]
mod following;
#[cfg(test)]
#[path = "../it/house.rs"]
mod house;
#[cfg(test)]
#[path = "../it/layout.rs"]
mod layout;
#[cfg(test)]
#[path = "../it/older_records.rs"]
mod older_records;
#[cfg(test)]
#[path = "../it/own_place.rs"]
mod own_place;
#[cfg(test)]
#[path = "../it/protocol.rs"]
mod protocol;
#[cfg(test)]
#[path = "../it/publishing.rs"]
mod publishing;
#[cfg(test)]
#[path = "../it/seats.rs"]
mod seats;
#[cfg(test)]
#[path = "../it/streams.rs"]
mod streams;

/// On a MariaDB.
#[cfg(test)]
const RECORDS: service_harness::Records = service_harness::Records::OnServer;
