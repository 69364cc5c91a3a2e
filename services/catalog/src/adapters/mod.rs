//! The engines behind the ports, one folder each.

pub mod http;
pub mod sql;
