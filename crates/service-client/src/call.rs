//! One question to another service, and what came back.

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::CallError;

/// What most answers fit into with room to spare.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// A question that has the same effect however often it is asked: every internal call of this house is one.
#[derive(Debug, Clone)]
pub struct Call {
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Option<Bytes>,
    pub(crate) answer_bytes_max: usize,
}

impl Call {
    /// `name` is for metrics and traces, such as `prices`; `path` begins with a slash.
    #[must_use]
    pub fn get(name: &'static str, path: impl Into<String>) -> Self {
        Self { name, method: Method::GET, path: path.into(), body: None, answer_bytes_max: ANSWER_BYTES_MAX }
    }

    pub fn post(
        name: &'static str,
        path: impl Into<String>,
        body: &impl Serialize,
    ) -> Result<Self, CallError> {
        let body = serde_json::to_vec(body).map_err(CallError::unavailable)?;
        Ok(Self { method: Method::POST, body: Some(body.into()), ..Self::get(name, path) })
    }

    /// For an answer that may be large. More than this is not read.
    #[must_use]
    pub fn with_answer_of(self, bytes_max: usize) -> Self {
        Self { answer_bytes_max: bytes_max, ..self }
    }
}

/// An answer that was no refusal.
#[derive(Debug, Clone)]
pub struct Reply {
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    /// An answer that is not what was agreed on tells nothing, so the outcome is unknown.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, CallError> {
        serde_json::from_slice(&self.body).map_err(CallError::unavailable)
    }

    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
