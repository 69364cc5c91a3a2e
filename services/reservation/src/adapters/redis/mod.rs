//! The seat store at scale: Redis, where one script carries out one command.
//!
//! `scripts/` is the rules of `domain/seat.rs` a second time, because they have to be applied where the seats are; a test compares the two on
//! random commands. `asking.rs` is the way of a command to its script, `connection.rs` and below it the way to the right server.

mod answer;
mod asking;
mod config;
mod connection;
mod entry;
mod events;
mod holding;
mod holds;
mod keys;
mod link;
mod nodes;
mod orders;
mod outbox;
mod record;
mod restoring;
mod script;
mod seats;
mod sweeping;
mod target;
mod turns;

pub use config::RedisConfig;
pub use seats::RedisSeats;
