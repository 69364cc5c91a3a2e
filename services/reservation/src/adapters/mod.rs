//! The engines behind the ports. Only `lib.rs`, `main.rs` and whoever wires a process look in here.

pub mod http;
pub mod redis;
pub mod sql;
