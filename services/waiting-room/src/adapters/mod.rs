//! Implementations of the ports.

mod admission_record;
mod control_record;
pub mod neighbours;
#[cfg(feature = "redis")]
pub mod redis;
mod room_record;
pub mod sql;
