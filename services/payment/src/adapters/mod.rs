//! The adapters behind the ports.

pub mod mock;
