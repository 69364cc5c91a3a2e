//! The adapters behind the ports. `http` calls the other service from a process of its own; where all services are one process, the binary
//! implements the port by function calls.

pub mod http;
