//! One Redis, and replicas of it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use tempfile::TempDir;

use crate::{Answers, Child, RedisAddress, Tls, free_ports, infra_folder, listens};

/// Of a server with TLS: what a service may do, and what everything may.
const USER: &str = "holdfast";
const PASSWORD: &str = "only-for-tests";
const RULES: &str = "~* &* +@all -@admin -@dangerous +info";

/// A server for one test: to be killed, flushed, replaced.
#[derive(Debug)]
pub struct Redis {
    child: Child,
    port: u16,
    is_secure: bool,
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
        Ok(Self { child, port, is_secure: false, _folder: folder })
    }

    /// Speaks TLS alone, and asks for a password.
    pub fn start_secure(tls: &Tls) -> anyhow::Result<Self> {
        Self::start_secure_with(tls, &[])
    }

    pub(crate) fn start_secure_with(tls: &Tls, further: &[&str]) -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix("holdfast-redis-")?;
        let [port] = free_ports()?;
        let child = start_secure_in(folder.path(), port, tls, further)?;
        Ok(Self { child, port, is_secure: true, _folder: folder })
    }

    #[must_use]
    pub fn address(&self) -> RedisAddress {
        RedisAddress { port: self.port }
    }

    #[must_use]
    pub fn url(&self) -> String {
        if self.is_secure { secure_url(self.port) } else { self.address().url() }
    }

    /// The process, to be killed, paused and started again on the same data and port.
    pub fn process(&mut self) -> &mut Child {
        &mut self.child
    }
}

/// Of a server that was started with TLS.
#[must_use]
pub fn secure_url(port: u16) -> String {
    format!("rediss://{USER}:{PASSWORD}@127.0.0.1:{port}")
}

/// The user and the password in a URL.
pub(crate) fn credentials() -> String {
    format!("{USER}:{PASSWORD}@")
}

/// How `redis-cli` talks to a server that was started with TLS.
pub(crate) fn secure_client(tls: &Tls) -> Vec<String> {
    let [_, _, ca] = tls.files();
    ["--tls", "--cacert", &ca, "-a", PASSWORD, "--no-auth-warning"].map(str::to_owned).to_vec()
}

/// Starts a server that keeps its data in `folder`.
pub fn start_in(folder: &Path, port: u16, further: &[&str]) -> anyhow::Result<Child> {
    start(folder, port, further, pongs)
}

/// The same with TLS alone, a user for services, and a password for everything else.
pub fn start_secure_in(folder: &Path, port: u16, tls: &Tls, further: &[&str]) -> anyhow::Result<Child> {
    let [certificate, key, ca] = tls.files();
    let (port_text, password) = (port.to_string(), format!(">{PASSWORD}"));
    let mut secure = vec!["--port", "0", "--tls-port", &port_text, "--tls-auth-clients", "no"];
    secure.extend(["--tls-cert-file", &certificate, "--tls-key-file", &key, "--tls-ca-cert-file", &ca]);
    secure.extend(["--requirepass", PASSWORD, "--masterauth", PASSWORD, "--user", USER, "on", &password]);
    secure.extend(RULES.split(' '));
    secure.extend(further);
    start(folder, port, &secure, listens)
}

fn start(folder: &Path, port: u16, further: &[&str], answers: Answers) -> anyhow::Result<Child> {
    let settings = infra_folder().join("redis/redis.conf").display().to_string();
    let (port_text, place) = (port.to_string(), folder.display().to_string());
    let mut command = vec!["redis-server", &settings, "--port", &port_text, "--bind", "127.0.0.1"];
    command.extend(["--dir", &place, "--daemonize", "no"]);
    command.extend(further);
    let command = command.into_iter().map(str::to_owned).collect();
    Child::start(command, port, answers, &folder.join("log"))
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
