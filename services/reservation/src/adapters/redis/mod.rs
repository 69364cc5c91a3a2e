//! The seat store at scale: Redis, where one script executes one command.
//!
//! `scripts/` is the rules of `domain/seat.rs` a second time, because they have to be applied where the seats are; a test compares the two on
//! random commands. `commands.rs`, `recovery.rs` and `store.rs` implement the ports; `script_runner.rs` sends their calls, and `connection.rs` finds
//! the server.

mod codec;
mod commands;
mod config;
mod connection;
mod hold_coalescer;
mod outbox;
mod outbox_entry;
mod recovery;
mod script_runner;
mod scripts;
mod store;

pub use config::{RedisConfig, RedisOptions};
pub use scripts::Scripts;
pub use store::RedisSeats;
