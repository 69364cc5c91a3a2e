//! What is behind the ports: the engines, and the services that are called. Only `lib.rs`, `main.rs` and `holdfast` look in here.

pub mod neighbours;
pub mod redis;
pub mod sql;
