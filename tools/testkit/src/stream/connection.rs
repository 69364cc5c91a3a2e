//! One open event stream: the response's bytes, parsed as they arrive.

use std::collections::VecDeque;

use contracts::http::headers;

use super::catching_up::host_of;
use super::{SseItem, SseParser};
use crate::{Answer, ApiClient};

#[derive(Debug)]
pub struct SseConnection {
    host: String,
    response: reqwest::Response,
    parser: SseParser,
    ready: VecDeque<SseItem>,
}

impl SseConnection {
    /// The inner error is the server's refusal; the outer one means that there was no answer.
    pub async fn open(
        api: &ApiClient,
        path: &str,
        last_event_id: Option<&str>,
    ) -> Result<Result<Self, Answer>, reqwest::Error> {
        let call = api.stream(path);
        let call = match last_event_id {
            Some(id) => call.header(headers::LAST_EVENT_ID, id),
            None => call,
        };
        let response = call.open().await?;
        if response.status() != reqwest::StatusCode::OK {
            return Answer::read(response).await.map(Err);
        }
        let host = host_of(&response);
        Ok(Ok(Self { host, response, parser: SseParser::default(), ready: VecDeque::new() }))
    }

    /// The instance at the other end.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The next frame or comment; nothing when the stream has ended. May be dropped and called again.
    pub async fn next(&mut self) -> Result<Option<SseItem>, reqwest::Error> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Ok(Some(item));
            }
            match self.response.chunk().await? {
                Some(bytes) => self.ready.extend(self.parser.push(&bytes)),
                None => return Ok(None),
            }
        }
    }
}
