//! Order from the outside: real HTTP, a real SQLite file, a real bus. Only the other services are played: who owns the seats,
//! who knows the prices, and who answers on the bus.

mod compensations;
mod idempotency;
mod others;
mod placing;
mod purchases;
mod races;
mod reading;
mod recovery;
mod redelivery;
mod room;
mod steps;
mod store_contract;
mod streams;
mod timers;
mod traces;
