//! The server under measurement: the release binary on a data folder of its own, gone when the measurement ends.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context;
use tokio::time::Instant;

use crate::stack;

/// Where the parts of the system are: one address in one process, several in several.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Doors {
    pub(crate) reservation: SocketAddr,
    pub(crate) order: SocketAddr,
    pub(crate) payment: SocketAddr,
}

impl Doors {
    pub(crate) fn one(address: SocketAddr) -> Self {
        Self { reservation: address, order: address, payment: address }
    }

    pub(crate) fn of_the_stack() -> anyhow::Result<Self> {
        Ok(Self {
            reservation: stack::public("reservation")?,
            order: stack::public("order")?,
            payment: stack::public("payment")?,
        })
    }
}

const READY: &str = "holdfast is ready on http://";

pub(crate) struct Subject {
    child: Child,
    data: PathBuf,
    pub(crate) address: SocketAddr,
    /// From the start of the process to the line that says it is ready.
    pub(crate) start: Duration,
}

impl Subject {
    /// A server with the demo season and nothing else in it.
    pub(crate) fn fresh(binary: &Path) -> anyhow::Result<Self> {
        Self::start(binary, scratch_folder()?, &["--demo"])
    }

    /// A server without any event.
    pub(crate) fn empty(binary: &Path) -> anyhow::Result<Self> {
        Self::start(binary, scratch_folder()?, &[])
    }

    /// Stops this server and starts it again on the same data.
    pub(crate) fn again(mut self, binary: &Path) -> anyhow::Result<Self> {
        self.stop();
        Self::start(binary, self.data.clone(), &["--demo"])
    }

    fn start(binary: &Path, data: PathBuf, flags: &[&str]) -> anyhow::Result<Self> {
        let started = Instant::now();
        let mut child = Command::new(binary)
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(&data)
            .args(flags)
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} does not start", binary.display()))?;
        let mut output = BufReader::new(child.stdout.take().context("no standard output")?);
        let address = loop {
            let mut line = String::new();
            anyhow::ensure!(output.read_line(&mut line)? > 0, "the server ended before it was ready");
            if let Some(rest) = line.trim().strip_prefix(READY) {
                break rest.parse()?;
            }
        };
        let start = started.elapsed();
        // Whatever else it says is read and thrown away, so that it never waits for us.
        std::thread::spawn(move || output.lines().count());
        Ok(Self { child, data, address, start })
    }

    /// Resident memory in megabytes.
    pub(crate) fn memory_mb(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let kilobytes = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:")?.trim().split(' ').next()?.parse::<f64>().ok())
            .context("no VmRSS")?;
        Ok(kilobytes / 1024.0)
    }

    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        self.stop();
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.data);
        }
    }
}

fn scratch_folder() -> anyhow::Result<PathBuf> {
    let folder = crate::root().join("scratch").join("bench");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
