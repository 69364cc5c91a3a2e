//! The one shape of whatever goes wrong with a call.

use std::fmt::Display;
use std::time::Duration;

use contracts::ErrorCode;
use contracts::http::error::{ErrorDetails, FieldErrorBody};
use serde::Deserialize;
use serde_json::Value;

const NETWORK: &str = "NETWORK";
const UNREADABLE: &str = "UNREADABLE";

/// A refusal by its code, or `NETWORK` (no response in time), or `UNREADABLE` (not a response of Holdfast).
#[derive(Debug, Clone, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Problem {
    /// As it came: a newer server may send one that this client does not know.
    pub code: String,
    /// Of the response; none where there was none.
    pub status: Option<u16>,
    pub message: String,
    pub trace_id: Option<Box<str>>,
    /// The same call may succeed a little later: after `retry_after`, where the server said so.
    pub retryable: bool,
    pub retry_after: Option<Duration>,
    /// Each part of the request that is wrong.
    pub fields: Vec<FieldErrorBody>,
    pub details: Option<Box<ErrorDetails>>,
}

/// The details only explain: a refusal stays a refusal when they cannot be read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Refusal {
    code: String,
    message: String,
    trace_id: String,
    #[serde(default)]
    retryable: bool,
    #[serde(default)]
    fields: Value,
    #[serde(default)]
    details: Value,
}

impl Problem {
    /// The code as a name, if it is one of the description's.
    #[must_use]
    pub fn known(&self) -> Option<ErrorCode> {
        ErrorCode::ALL.iter().copied().find(|code| code.as_str() == self.code)
    }

    /// The call may or may not have had an effect: sent again with the same key, it finds out.
    #[must_use]
    pub fn outcome_unknown(&self) -> bool {
        self.code == NETWORK || self.code == UNREADABLE || self.status >= Some(500)
    }

    /// Whether a later attempt may succeed, as far as is known.
    pub(crate) fn may_pass(&self) -> bool {
        self.retryable || self.code == NETWORK
    }

    pub(crate) fn network(message: impl Display) -> Self {
        Self::of(NETWORK, None, message)
    }

    pub(crate) fn unreadable(status: Option<u16>, message: impl Display) -> Self {
        Self::of(UNREADABLE, status, message)
    }

    /// The problem in a response that is not a success.
    pub(crate) fn refused(status: u16, retry_after: Option<&str>, body: &[u8]) -> Self {
        let seconds = retry_after.and_then(|seconds| seconds.parse().ok());
        let retry_after = seconds.map(Duration::from_secs);
        let Ok(refusal) = serde_json::from_slice::<Refusal>(body) else {
            // A proxy responds in its own words; with a 5xx it did not reach the server, or lost its answer.
            let code = if status >= 500 { ErrorCode::Unavailable.as_str() } else { UNREADABLE };
            let retryable = status == 429 || status > 500;
            let problem =
                Self::of(code, Some(status), format!("a response {status} of something in between"));
            return Self { retryable, retry_after, ..problem };
        };
        Self {
            retryable: refusal.retryable,
            retry_after,
            trace_id: Some(refusal.trace_id.into()),
            fields: serde_json::from_value(refusal.fields).unwrap_or_default(),
            details: serde_json::from_value(refusal.details).ok().map(Box::new),
            ..Self::of(&refusal.code, Some(status), refusal.message)
        }
    }

    fn of(code: &str, status: Option<u16>, message: impl Display) -> Self {
        Self {
            code: code.to_owned(),
            status,
            message: message.to_string(),
            trace_id: None,
            retryable: false,
            retry_after: None,
            fields: Vec::new(),
            details: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use contracts::http::catalog::SeatStatus;
    use contracts::http::error::{FieldFault, SeatConflict};

    use super::*;

    #[test]
    fn a_refusal_keeps_its_code_even_an_unknown_one_and_what_explains_it() {
        let body = r#"{"code":"SEAT_HAUNTED","message":"no","traceId":"f",
            "fields":[{"field":"seatIds","code":"INVALID","message":"too many"}],
            "details":{"conflicts":[{"seatId":7,"status":"HELD"}]}}"#;
        let problem = Problem::refused(409, Some("3"), body.as_bytes());
        assert_eq!(
            (problem.code.as_str(), problem.known(), problem.status),
            ("SEAT_HAUNTED", None, Some(409))
        );
        assert_eq!(problem.trace_id.as_deref(), Some("f"));
        assert_eq!(problem.fields.first().map(|field| field.code), Some(FieldFault::Invalid));
        let conflict = SeatConflict { seat_id: 7, status: SeatStatus::Held };
        assert_eq!(problem.details.as_deref(), Some(&ErrorDetails::Conflicts(vec![conflict])));
        assert_eq!(problem.retry_after, Some(Duration::from_secs(3)));
        assert!(!problem.retryable && !problem.outcome_unknown());
    }

    #[test]
    fn a_refusal_whose_details_cannot_be_read_is_still_a_refusal() {
        let body = r#"{"code":"HOLD_EXPIRED","message":"no","traceId":"f","fields":1,"details":[]}"#;
        let problem = Problem::refused(410, Some("soon"), body.as_bytes());
        assert_eq!(problem.known(), Some(ErrorCode::HoldExpired));
        assert!(problem.fields.is_empty() && problem.details.is_none() && problem.retry_after.is_none());
    }

    #[test]
    fn what_a_proxy_responds_with_is_not_taken_for_the_words_of_the_server() {
        let gateway = Problem::refused(502, None, b"<h1>Bad gateway</h1>");
        assert_eq!(gateway.known(), Some(ErrorCode::Unavailable));
        assert!(gateway.retryable && gateway.outcome_unknown());
        let forbidden = Problem::refused(403, None, b"{}");
        assert!(forbidden.code == UNREADABLE && !forbidden.retryable);
    }
}
