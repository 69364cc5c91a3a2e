//! The ports on real engines.

pub mod sql;
pub mod sqlite;
