//! Implementations of the ports.

pub mod neighbours;
#[cfg(feature = "redis")]
pub mod redis;
mod room_record;
pub mod sql;
