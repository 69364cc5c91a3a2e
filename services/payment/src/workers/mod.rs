//! Loops that end only with the process.

pub mod provider_desk;
pub mod recovery;
