//! Order from the outside: real HTTP, a real SQLite file, a real bus. Only the other services are fakes: the seats, the prices, and the
//! responder on the bus.

#[cfg(test)]
mod batches;
#[cfg(test)]
mod books;
#[cfg(test)]
mod cancelling;
#[cfg(test)]
mod compensations;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod items;
#[cfg(test)]
mod keyed_calls;
#[cfg(test)]
mod limited_sales;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod matrix;
#[cfg(test)]
mod others;
#[cfg(test)]
mod outages;
#[cfg(test)]
mod pins;
#[cfg(test)]
mod placing;
#[cfg(test)]
mod process;
#[cfg(test)]
mod promises;
#[cfg(test)]
mod promises_of_lines;
#[cfg(test)]
mod purchases;
#[cfg(test)]
mod races;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod redelivery;
#[cfg(test)]
mod room;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod store_contract;
#[cfg(test)]
mod streams;
#[cfg(test)]
mod timers;
#[cfg(test)]
mod traces;
#[cfg(test)]
mod undecided;
#[cfg(test)]
mod waiting;
#[cfg(test)]
mod world;

/// In a file.
#[cfg(test)]
const RECORDS: service_harness::Records = service_harness::Records::Embedded;
