//! What a stranger can do to the HTTP edge, byte by byte, and what it costs: the process is the real one, the clients are plain sockets.

mod bodies;
mod browsers;
mod caching;
mod deadlines;
mod framing;
mod log;
mod memory;
mod operations;
mod paths;
mod rates;
mod readers;
mod wire;

use self::wire::Wire;
use crate::Server;

/// How many the process has open, its listeners among them.
fn sockets(server: &Server) -> usize {
    let files = std::fs::read_dir(format!("/proc/{}/fd", server.pid())).unwrap();
    let links = files.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    links.filter(|link| link.to_string_lossy().starts_with("socket:")).count()
}
