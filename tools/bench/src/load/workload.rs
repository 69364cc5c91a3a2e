//! What is sent on the connections of a load, and what becomes of the answers.

use std::net::SocketAddr;

use tokio::time::Instant;

use super::connection::Answer;
use super::request::Request;
use crate::measure::Tiers;

/// Where requests go, and the processes that work on them.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) tiers: Tiers,
}

/// Shared by all connections of a load, in one thread.
pub(crate) trait Workload {
    /// The next request, and a number that identifies its answer; none ends the load.
    fn next(&mut self) -> Option<(usize, Request)>;

    /// `due` is when the request was to be sent. An error ends the load, and with it the measurement.
    fn answered(&mut self, number: usize, due: Instant, answer: &Answer<'_>) -> anyhow::Result<()>;
}

/// The same request again and again, with the same answer.
pub(crate) struct Repeat {
    request: Request,
    status: u16,
}

impl Repeat {
    pub(crate) fn new(request: Request, status: u16) -> Self {
        Self { request, status }
    }
}

impl Workload for Repeat {
    fn next(&mut self) -> Option<(usize, Request)> {
        Some((0, self.request.clone()))
    }

    fn answered(&mut self, _number: usize, _due: Instant, answer: &Answer<'_>) -> anyhow::Result<()> {
        answer.expect(self.status)
    }
}
