//! How an answer is written and read.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{CallError, Reply};

/// What a call may return. Everything that is JSON is an answer.
pub trait Answer: Sized + 'static {
    /// None: it has no body.
    const CONTENT_TYPE: Option<&'static str>;

    fn write(self) -> Result<Reply, CallError>;

    /// An answer that cannot be read says nothing about the outcome.
    fn read(reply: Reply) -> Result<Self, CallError>;
}

impl<T: Serialize + DeserializeOwned + 'static> Answer for T {
    const CONTENT_TYPE: Option<&'static str> = Some("application/json");

    fn write(self) -> Result<Reply, CallError> {
        let body = serde_json::to_vec(&self).map_err(CallError::unavailable)?;
        Ok(Reply { headers: Vec::new(), body: body.into() })
    }

    fn read(reply: Reply) -> Result<Self, CallError> {
        serde_json::from_slice(&reply.body).map_err(CallError::unavailable)
    }
}

/// It is done, and there is nothing to say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoContent;

impl Answer for NoContent {
    const CONTENT_TYPE: Option<&'static str> = None;

    fn write(self) -> Result<Reply, CallError> {
        Ok(Reply::default())
    }

    fn read(_reply: Reply) -> Result<Self, CallError> {
        Ok(Self)
    }
}
