//! What stands behind the ports.

pub mod mock;
pub mod sql;
