//! What came back, kept whole: a test may want the status, a header, the body or its very bytes.

use contracts::ErrorCode;
use contracts::http::error::ErrorBody;
use contracts::http::headers::TRACE_ID;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub(crate) async fn read(response: reqwest::Response) -> Result<Self, reqwest::Error> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = response.bytes().await?.to_vec();
        Ok(Self { status, headers, bytes })
    }

    /// The body of a success.
    #[track_caller]
    #[must_use]
    pub fn ok<T: DeserializeOwned>(&self) -> T {
        assert!((200..300).contains(&self.status), "expected a success, got {self}");
        self.json()
    }

    /// The body of a refusal. Its code and the status always belong together.
    #[track_caller]
    #[must_use]
    pub fn error(&self) -> ErrorBody {
        assert!(self.status >= 400, "expected a refusal, got {self}");
        let error: ErrorBody = self.json();
        assert_eq!(error.code.status(), self.status, "the code does not go with the status: {self}");
        error
    }

    /// Fails unless this is the refusal with `code`; gives its body.
    #[track_caller]
    pub fn refused(&self, code: ErrorCode) -> ErrorBody {
        let error = self.error();
        assert_eq!(error.code, code, "{self}");
        error
    }

    #[track_caller]
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("the body is not what was expected: {error}; {self}"))
    }

    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The trace that every response names.
    #[track_caller]
    #[must_use]
    pub fn trace_id(&self) -> &str {
        self.header(TRACE_ID).unwrap_or_else(|| panic!("no {TRACE_ID} on {self}"))
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = String::from_utf8_lossy(&self.bytes);
        let shown: String = body.chars().take(500).collect();
        write!(f, "{} {shown}", self.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, headers: HeaderMap::new(), bytes: body.as_bytes().to_vec() }
    }

    #[test]
    fn a_success_and_a_refusal_are_read_by_their_bodies() {
        assert_eq!(answer(201, "[1,2]").ok::<Vec<u8>>(), [1, 2]);
        let refusal = answer(409, r#"{"code":"SEAT_SOLD","message":"sold","traceId":"t"}"#);
        assert_eq!(refusal.refused(ErrorCode::SeatSold).message, "sold");
    }

    #[test]
    fn a_code_with_another_status_than_its_own_fails() {
        let wrong = answer(400, r#"{"code":"SEAT_SOLD","message":"sold","traceId":"t"}"#);
        assert!(std::panic::catch_unwind(|| wrong.error()).is_err());
    }
}
