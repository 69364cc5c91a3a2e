//! A process that prints where it listens, as `holdfast` and the floors do. It is killed when its owner drops it.

use std::io::{BufRead, BufReader, Lines, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::time::Instant;

use crate::load::Target;
use crate::measure::Tiers;

const READY: &str = "holdfast is ready on http://";

pub(crate) struct ServerProcess {
    child: Child,
    output: Lines<BufReader<ChildStdout>>,
    pub(crate) address: SocketAddr,
    /// From the start of the process to its ready line.
    pub(crate) start: Duration,
}

impl ServerProcess {
    pub(crate) fn start(
        binary: &Path,
        flags: &[String],
        settings: &[(&str, String)],
    ) -> anyhow::Result<Self> {
        let started = Instant::now();
        let mut child = Command::new(binary)
            .args(flags)
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .env("RUST_LOG", "warn")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .with_context(|| format!("{} does not start", binary.display()))?;
        let mut output = BufReader::new(child.stdout.take().context("no standard output")?).lines();
        let address = loop {
            let line = output.next().context("the server ended before it was ready")??;
            if let Some(rest) = line.trim().strip_prefix(READY) {
                break rest.parse()?;
            }
        };
        Ok(Self { child, output, address, start: started.elapsed() })
    }

    pub(crate) fn pid(&self) -> anyhow::Result<i32> {
        Ok(i32::try_from(self.child.id())?)
    }

    /// With the process under this name.
    pub(crate) fn target(&self, name: &str) -> anyhow::Result<Target> {
        Ok(Target { address: self.address, tiers: Tiers::of([(name, self.pid()?)])? })
    }

    /// Writes one line to its standard input, and reads the line that it answers.
    pub(crate) fn command(&mut self, line: &str) -> anyhow::Result<String> {
        let input = self.child.stdin.as_mut().context("no standard input")?;
        writeln!(input, "{line}")?;
        Ok(self.output.next().context("it ended before it answered")??)
    }

    /// Resident, in bytes.
    pub(crate) fn memory(&self) -> anyhow::Result<f64> {
        Ok(engines::resident_bytes(self.pid()?)? as f64)
    }

    /// SIGKILL: nothing gets flushed, nothing gets closed.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        let status = self.child.wait()?;
        ensure!(!status.success(), "it ended by itself before it was killed");
        Ok(())
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
