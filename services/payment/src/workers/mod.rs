//! Loops that end only with the process.

pub mod forgetting;
pub mod provider_desk;
pub mod recovery;
