//! What is behind the ports: the engine, and the services that are called.

pub mod neighbours;
pub mod sql;
