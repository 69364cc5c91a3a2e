//! One open stream: the bytes of a response, parsed as they arrive.

use std::collections::VecDeque;
use std::time::Duration;

use reqwest::Response;
use tokio::time::timeout;

use crate::sse::{ServerEvent, SseParser};

/// The server's heartbeat comes every 15 s; three more seconds of silence mean that something is wrong.
const SILENCE_MAX: Duration = Duration::from_secs(18);

#[derive(Debug)]
pub(crate) struct Connection {
    response: Response,
    parser: SseParser,
    ready: VecDeque<ServerEvent>,
}

impl Connection {
    pub(crate) fn new(response: Response) -> Self {
        Self { response, parser: SseParser::default(), ready: VecDeque::new() }
    }

    /// The next event; none when the connection is lost. May be dropped and called again.
    pub(crate) async fn next(&mut self) -> Option<ServerEvent> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            let chunk = timeout(SILENCE_MAX, self.response.chunk()).await.ok()?.ok()??;
            self.ready.extend(self.parser.push(&chunk).ok()?);
        }
    }
}
