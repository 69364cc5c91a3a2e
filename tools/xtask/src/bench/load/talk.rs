//! What is said on the connections of a load, and what is made of the answers.

use std::net::SocketAddr;

use tokio::time::Instant;

use super::connection::Answer;
use super::request::Request;
use crate::bench::measure::Tiers;

/// Who is asked, and whose work that is.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) tiers: Tiers,
}

/// All connections of a load share one, in one thread.
pub(crate) trait Talk {
    /// The next request, and a number by which its answer is known; none when there is nothing more to say.
    fn next(&mut self) -> Option<(usize, Request)>;

    /// `due` is when the request was to be sent. An error ends the load, and with it the measurement.
    fn heard(&mut self, number: usize, due: Instant, answer: &Answer<'_>) -> anyhow::Result<()>;
}

/// The same question again and again, with the same answer.
pub(crate) struct Same {
    request: Request,
    status: u16,
}

impl Same {
    pub(crate) fn new(request: Request, status: u16) -> Self {
        Self { request, status }
    }
}

impl Talk for Same {
    fn next(&mut self) -> Option<(usize, Request)> {
        Some((0, self.request.clone()))
    }

    fn heard(&mut self, _number: usize, _due: Instant, answer: &Answer<'_>) -> anyhow::Result<()> {
        answer.expect(self.status)
    }
}
