//! What a stranger can do to the HTTP edge, byte by byte, and what it costs: the process is the real one, the clients are plain sockets.

mod bodies;
mod browsers;
mod caching;
mod deadlines;
mod framing;
mod log;
mod memory;
mod paths;
mod readers;
mod wire;

use wire::Wire;
