//! One call, before it is sent. Awaiting it panics when there is no answer; `attempt` is for tests in which the server dies.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use contracts::http::headers;
use reqwest::RequestBuilder;
use serde::Serialize;

use super::Answer;

#[derive(Debug)]
#[must_use = "a call does nothing until it is awaited or attempted"]
pub struct Call {
    request: RequestBuilder,
}

impl Call {
    pub(super) fn new(request: RequestBuilder) -> Self {
        Self { request }
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        Self { request: self.request.header(name, value.as_bytes()) }
    }

    pub fn key(self, key: &str) -> Self {
        self.header(headers::IDEMPOTENCY_KEY, key)
    }

    pub fn caller(self, id: &str) -> Self {
        self.header(headers::CALLER_ID, id)
    }

    pub fn token(self, token: &str) -> Self {
        self.header(headers::HOLD_TOKEN, token)
    }

    pub fn json(self, body: &impl Serialize) -> Self {
        Self { request: self.request.json(body) }
    }

    /// Bytes as they are, for bodies that no type can hold.
    pub fn body(self, content_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let request = self.request.header(reqwest::header::CONTENT_TYPE, content_type).body(bytes.into());
        Self { request }
    }

    /// An error means that the outcome is unknown: the server may have done the work.
    pub async fn attempt(self) -> Result<Answer, reqwest::Error> {
        Answer::read(self.request.send().await?).await
    }

    /// As soon as it is answered: the body of a success is not read, since that of a stream has no end.
    pub async fn begun(self) -> Answer {
        let begun = async {
            let response = self.request.send().await?;
            if response.status().as_u16() >= 400 {
                return Answer::read(response).await;
            }
            Ok(Answer {
                status: response.status().as_u16(),
                headers: response.headers().clone(),
                bytes: Vec::new(),
            })
        };
        begun.await.unwrap_or_else(|error: reqwest::Error| panic!("the server did not answer: {error:?}"))
    }

    /// The response with its body unread, for streams.
    pub(crate) async fn open(self) -> Result<reqwest::Response, reqwest::Error> {
        self.request.send().await
    }
}

impl IntoFuture for Call {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            self.attempt().await.unwrap_or_else(|error| panic!("the server did not answer: {error:?}"))
        })
    }
}
