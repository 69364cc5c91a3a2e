//! What is measured: the single process, or the real stack; started empty for a measurement, and removed after it.

mod embedded;
mod server_process;
mod stack;

use std::net::SocketAddr;
use std::path::PathBuf;

use super::load::Target;
use super::measure::Tiers;

pub(crate) use embedded::{Embedded, Settings};
pub(crate) use server_process::ServerProcess;
pub(crate) use stack::Stack;

/// Where the services listen: one address for a single process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Addresses {
    pub(crate) catalog: SocketAddr,
    pub(crate) reservation: SocketAddr,
    pub(crate) order: SocketAddr,
    pub(crate) waiting_room: SocketAddr,
    pub(crate) identity: SocketAddr,
    pub(crate) internal: Internal,
}

/// Where the same services answer operators and each other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Internal {
    pub(crate) reservation: SocketAddr,
    pub(crate) order: SocketAddr,
    pub(crate) payment: SocketAddr,
}

/// A system that can be bought from, on either set of engines.
pub(crate) trait Subject {
    fn addresses(&self) -> Addresses;

    fn tiers(&self) -> anyhow::Result<Tiers>;

    fn reservation(&self) -> anyhow::Result<Target> {
        Ok(Target { address: self.addresses().reservation, tiers: self.tiers()? })
    }
}

/// Where a subject keeps its data during a measurement.
fn scratch(name: &str) -> PathBuf {
    engines::repository_folder().join("scratch/bench").join(name)
}
