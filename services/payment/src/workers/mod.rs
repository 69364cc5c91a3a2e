//! Loops that run until the process stops.

pub mod provider_dispatcher;
pub mod recovery;
