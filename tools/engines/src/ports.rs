//! Free ports, from a range that is never given to outgoing connections.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

use anyhow::bail;

/// Below 20,000 so that the second port of a Redis Cluster node, 10,000 higher, stays below 32,768 too.
const FIRST: u16 = 10_000;
const COUNT: u16 = 9_900;

/// How many ports this process has tried. Processes begin at different ports, so that they rarely meet.
static TRIED: AtomicU16 = AtomicU16::new(0);

/// Different free ports, each with a free one 10,000 above it.
pub fn free_ports<const N: usize>() -> anyhow::Result<[u16; N]> {
    let mut ports = [0; N];
    for port in &mut ports {
        *port = free_port()?;
    }
    Ok(ports)
}

fn free_port() -> anyhow::Result<u16> {
    let start = u16::try_from(u64::from(std::process::id()) * 31 % u64::from(COUNT)).unwrap_or_default();
    for _ in 0..COUNT {
        let step = TRIED.fetch_add(1, Ordering::Relaxed);
        let port = FIRST + (start.wrapping_add(step)) % COUNT;
        if is_free(port) && is_free(port + 10_000) {
            return Ok(port);
        }
    }
    bail!("no port is free between {FIRST} and {}", FIRST + COUNT)
}

fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}
