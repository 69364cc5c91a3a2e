//! What is measured: the one process, or the real stack; started empty for a measurement, and gone with it.

mod announced;
mod embedded;
mod stack;

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;

use super::load::Target;
use super::measure::Tiers;

pub(crate) use announced::Announced;
pub(crate) use embedded::{Embedded, Settings};
pub(crate) use stack::Stack;

/// Where the parts of a system are: one address in one process, several in several.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Doors {
    pub(crate) catalog: SocketAddr,
    pub(crate) reservation: SocketAddr,
    pub(crate) order: SocketAddr,
    pub(crate) payment: SocketAddr,
    /// Where the order service is asked about the promises.
    pub(crate) order_internal: SocketAddr,
}

/// A system that can be bought from, on either set of engines.
pub(crate) trait Subject {
    fn doors(&self) -> Doors;

    fn tiers(&self) -> anyhow::Result<Tiers>;

    fn reservation(&self) -> anyhow::Result<Target> {
        Ok(Target { address: self.doors().reservation, tiers: self.tiers()? })
    }
}

/// The memory of a process, in bytes.
fn resident(pid: i32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().split(' ').next());
    let kilobytes: f64 = resident.context("no VmRSS")?.parse()?;
    Ok(kilobytes * 1_024.0)
}

/// Where the data of one that is measured lies for as long as that takes.
fn scratch(name: &str) -> PathBuf {
    crate::root().join("scratch/bench").join(name)
}
