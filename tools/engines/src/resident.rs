//! What a process has in memory.

use anyhow::Context;

/// The memory of a process in bytes, as the kernel counts it.
pub fn resident_bytes(pid: i32) -> anyhow::Result<usize> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().split(' ').next());
    let kilobytes: usize = resident.context("no VmRSS")?.parse()?;
    Ok(kilobytes * 1_024)
}
