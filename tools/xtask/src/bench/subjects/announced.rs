//! A process that says on its standard output where it listens, as `holdfast` and the floors do. It ends with its owner.

use std::io::{BufRead, BufReader, Lines, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::time::Instant;

use super::resident;
use crate::bench::load::Target;
use crate::bench::measure::Tiers;

const READY: &str = "holdfast is ready on http://";

pub(crate) struct Announced {
    child: Child,
    output: Lines<BufReader<ChildStdout>>,
    pub(crate) address: SocketAddr,
    /// From the start of the process to the line that says it is ready.
    pub(crate) start: Duration,
}

impl Announced {
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

    /// Its process counts under this name.
    pub(crate) fn target(&self, name: &str) -> anyhow::Result<Target> {
        Ok(Target { address: self.address, tiers: Tiers::of([(name, self.pid()?)])? })
    }

    /// One line to its standard input, and the line that it answers.
    pub(crate) fn ask(&mut self, line: &str) -> anyhow::Result<String> {
        let input = self.child.stdin.as_mut().context("no standard input")?;
        writeln!(input, "{line}")?;
        Ok(self.output.next().context("it ended before it answered")??)
    }

    /// Resident, in bytes.
    pub(crate) fn memory(&self) -> anyhow::Result<f64> {
        resident(self.pid()?)
    }

    /// Nothing gets flushed, nothing gets closed.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        let status = self.child.wait()?;
        ensure!(!status.success(), "it ended by itself before it was killed");
        Ok(())
    }
}

impl Drop for Announced {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
