//! The engines behind the ports.

pub mod sql;
