//! The seat store at scale: Redis, where scripts execute the commands.
//!
//! `scripts/` is the rules of `domain/seat.rs` a second time, because they have to be applied where the seats are; a test compares the two on
//! random commands. `commands.rs`, `recovery.rs` and `store.rs` implement the ports; `script_runner.rs` sends their calls.

mod answers;
mod codec;
mod command_coalescer;
mod commands;
mod config;
mod holds;
mod known_events;
mod memory;
mod node_groups;
mod open_meter;
mod outbox;
mod outbox_entry;
mod quiet_events;
mod recovery;
mod registry;
mod removal;
mod script_runner;
mod scripts;
mod store;
mod unit_hints;

pub use answers::RedisAnswers;
pub use config::{RedisConfig, RedisOptions};
pub(crate) use memory::LOOK_AT_MEMORY_EVERY;
pub use open_meter::RedisMeter;
pub use scripts::Scripts;
pub use store::RedisSeats;
