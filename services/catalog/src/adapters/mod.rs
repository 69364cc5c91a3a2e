//! What is behind the port: the service that is called, in this process or over HTTP.

pub mod neighbours;
