//! The adapters behind the ports.

pub mod mock;
pub mod unnamed;
