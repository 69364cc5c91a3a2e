//! A durable commit of three rows, on the database server of the stack and beside its databases.

use std::path::PathBuf;
use std::time::Duration;

use engines::MariaDbAddress;

use super::{Measured, program};
use crate::programs;

const DATABASE: &str = "holdfast_floor";

pub(crate) struct CommitFloor {
    program: PathBuf,
    url: String,
}

impl CommitFloor {
    pub(crate) fn on(server: MariaDbAddress) -> anyhow::Result<Self> {
        server.create(DATABASE)?;
        Ok(Self { program: programs::floor("commit_floor")?, url: server.url(DATABASE) })
    }

    pub(crate) fn commits(&self, connections: usize, lasting: Duration) -> anyhow::Result<Measured> {
        self.measure(connections, lasting, &[])
    }

    /// Each takes one from the same row first, as a sale does that counts what is left in a row.
    pub(crate) fn taking_from_one_row(
        &self,
        connections: usize,
        lasting: Duration,
    ) -> anyhow::Result<Measured> {
        self.measure(connections, lasting, &["one-row"])
    }

    fn measure(&self, connections: usize, lasting: Duration, more: &[&str]) -> anyhow::Result<Measured> {
        let (connections, seconds) = (connections.to_string(), lasting.as_secs_f64().to_string());
        let arguments: [&str; 3] = [&self.url, &connections, &seconds];
        program::run(&self.program, &[&arguments, more].concat())
    }
}
