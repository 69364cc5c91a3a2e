//! One call in transit: the route that it takes, what it carries, and what comes back.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use primitives::EventId;
use serde::Serialize;

use super::CallError;
use crate::http::headers::{LEFT_SINGLE, SEAT_COUNT, SEAT_VERSION};

/// Every internal path begins with this and the name of the service that answers.
pub const PREFIX: &str = "/internal";
const EVENT_ID: &str = "{eventId}";
/// Most answers fit with room to spare.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// How a call is made over HTTP. Every call has the same effect however often it is made, so each may be retried. With a body it is a
/// POST, without one a GET.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// For metrics and spans.
    pub name: &'static str,
    /// Relative to the service's own prefix; `{eventId}` stands for the event's id.
    pub path: &'static str,
    /// Whether the client retries it. If not, the client sets no deadline either.
    pub is_retried: bool,
    /// For one attempt that may take longer than most.
    pub attempt_timeout: Option<Duration>,
    pub answer_bytes_max: usize,
}

impl Route {
    #[must_use]
    pub const fn new(name: &'static str, path: &'static str) -> Self {
        Self { name, path, is_retried: true, attempt_timeout: None, answer_bytes_max: ANSWER_BYTES_MAX }
    }

    /// One attempt a call, for a use case that has a retry policy and a deadline of its own: retries are never retried.
    #[must_use]
    pub const fn once(self) -> Self {
        Self { is_retried: false, ..self }
    }

    #[must_use]
    pub const fn with_attempt_timeout(self, timeout: Duration) -> Self {
        Self { attempt_timeout: Some(timeout), ..self }
    }

    #[must_use]
    pub const fn with_answer_of(self, bytes_max: usize) -> Self {
        Self { answer_bytes_max: bytes_max, ..self }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub route: &'static Route,
    pub path: String,
    pub body: Option<Bytes>,
}

impl Call {
    #[must_use]
    pub fn new(service: &str, route: &'static Route) -> Self {
        Self { route, path: format!("{PREFIX}/{service}{}", route.path), body: None }
    }

    /// About this event. Fails never, but is written like [`Self::body`] in `declare_api!`.
    pub(super) fn event(self, event: EventId) -> Result<Self, CallError> {
        Ok(Self { path: self.path.replace(EVENT_ID, &event.to_string()), ..self })
    }

    pub(super) fn body(self, body: impl Serialize) -> Result<Self, CallError> {
        let body = serde_json::to_vec(&body).map_err(CallError::unavailable)?;
        Ok(Self { body: Some(body.into()), ..self })
    }
}

/// An answer that is no refusal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// Those of [`Self::HEADERS`] that it has.
    pub headers: Vec<(&'static str, String)>,
    pub body: Bytes,
}

impl Reply {
    /// The headers that mean something between services.
    pub const HEADERS: [&'static str; 3] = [SEAT_VERSION, SEAT_COUNT, LEFT_SINGLE];

    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// Carries calls to one other service.
#[async_trait]
pub trait Transport: Send + Sync + 'static {
    async fn send(&self, call: Call) -> Result<Reply, CallError>;
}
