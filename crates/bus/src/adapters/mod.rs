//! The ports on real engines.

#[cfg(feature = "kafka")]
pub mod kafka;
pub mod sql;
pub mod sqlite;
