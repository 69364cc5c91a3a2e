//! The adapters behind the ports. `http` calls the other services from a process of its own; where all services are one process, the binary
//! implements the ports by function calls.

pub mod http;
