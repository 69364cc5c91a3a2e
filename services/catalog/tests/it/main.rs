//! The catalog from outside: its pure parts by tables and by chance, its service over real HTTP.

#[cfg(test)]
mod fakes;
#[cfg(test)]
mod house;
#[cfg(test)]
mod languages;

#[cfg(test)]
mod events;
#[cfg(test)]
mod following;
#[cfg(test)]
mod forgetting;
#[cfg(test)]
mod layout;
#[cfg(test)]
mod older_records;
#[cfg(test)]
mod own_orders;
#[cfg(test)]
mod own_place;
#[cfg(test)]
mod pools;
#[cfg(test)]
mod projection;
#[cfg(test)]
mod protocol;
#[cfg(test)]
mod publishing;
#[cfg(test)]
mod seats;
#[cfg(test)]
mod slow_readers;
#[cfg(test)]
mod sockets;
#[cfg(test)]
mod streams;

/// In a file.
#[cfg(test)]
const RECORDS: service_harness::Records = service_harness::Records::Embedded;
