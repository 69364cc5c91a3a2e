//! The ports on real engines.

pub mod kafka;
pub mod sql;
pub mod sqlite;
