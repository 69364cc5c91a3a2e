//! What is behind the ports: the services that are called, in this process or over HTTP.

pub mod neighbours;
