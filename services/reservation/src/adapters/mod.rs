//! What is behind the ports: the engines, and the services that are called. Only `lib.rs` sees them.

pub mod local_meter;
pub mod neighbours;
#[cfg(feature = "redis")]
pub mod redis;
mod seat_record;
pub mod sql;
