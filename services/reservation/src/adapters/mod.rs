//! The engines behind the ports. Only composition sees them: `lib.rs`, `main.rs`, and the binary that mounts all services.

pub mod http;
pub mod redis;
pub mod sql;
