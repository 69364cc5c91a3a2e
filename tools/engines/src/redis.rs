//! One Redis, and replicas of it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use tempfile::TempDir;

use crate::{Child, RedisAddress, free_ports, infra_folder};

/// A server for one test: to be killed, flushed, replaced.
#[derive(Debug)]
pub struct Redis {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Redis {
    /// With the settings of `infra/redis`, and no data.
    pub fn start() -> anyhow::Result<Self> {
        Self::start_with(&[])
    }

    /// A replica; it has caught up with nothing yet.
    pub fn start_replica_of(primary: RedisAddress) -> anyhow::Result<Self> {
        Self::start_with(&["--replicaof", "127.0.0.1", &primary.port.to_string()])
    }

    pub(crate) fn start_with(further: &[&str]) -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix("holdfast-redis-")?;
        let [port] = free_ports()?;
        let child = start_in(folder.path(), port, further)?;
        Ok(Self { child, port, _folder: folder })
    }

    #[must_use]
    pub fn address(&self) -> RedisAddress {
        RedisAddress { port: self.port }
    }

    #[must_use]
    pub fn url(&self) -> String {
        self.address().url()
    }

    /// The process, to be killed, paused and started again on the same data and port.
    pub fn process(&mut self) -> &mut Child {
        &mut self.child
    }
}

/// Starts a server that keeps its data in `folder`.
pub fn start_in(folder: &Path, port: u16, further: &[&str]) -> anyhow::Result<Child> {
    let settings = infra_folder().join("redis/redis.conf").display().to_string();
    let (port_text, place) = (port.to_string(), folder.display().to_string());
    let mut command = vec!["redis-server", &settings, "--port", &port_text, "--bind", "127.0.0.1"];
    command.extend(["--dir", &place, "--daemonize", "no"]);
    command.extend(further);
    let command = command.into_iter().map(str::to_owned).collect();
    Child::start(command, port, pongs, &folder.join("log"))
}

/// While it still reads its data it listens, and says so instead.
pub(crate) fn pongs(port: u16) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.write_all(b"PING\r\n")?;
        let mut answer = [0; 5];
        stream.read_exact(&mut answer)?;
        std::io::Result::Ok(answer)
    };
    ask().is_ok_and(|answer| &answer == b"+PONG")
}
