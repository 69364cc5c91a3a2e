//! Implementations of the port.

#[cfg(feature = "redis")]
pub mod redis;
mod room_record;
pub mod sql;
