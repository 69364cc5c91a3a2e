//! The one shape of every error.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::catalog::SeatStatus;
use crate::ErrorCode;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    pub code: ErrorCode,
    /// A sentence for a person. A program reads `code`.
    pub message: String,
    /// The sentence about this occurrence in English, where `message` is in another language, by `Accept-Language`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub detail: Option<String>,
    #[schema(example = "4bf92f3577b34da6a3ce929d0e0e4736")]
    pub trace_id: String,
    /// Whether the same request may succeed a little later: after `Retry-After` seconds.
    #[serde(default)]
    pub retryable: bool,
    /// Where cause and remedy of this code are described.
    #[serde(default)]
    #[schema(example = "/docs/errors#SEAT_SOLD")]
    pub help: String,
    /// Each part of the request that is wrong, of its body, query, path or headers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldErrorBody>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<ErrorDetails>,
}

/// What is wrong with one part of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldErrorBody {
    /// By its name on the wire.
    #[schema(example = "seatIds")]
    pub field: String,
    pub code: FieldFault,
    /// A phrase for a person, of which the field is the subject.
    #[schema(example = "must name from 1 to 8 seats, not 9")]
    pub message: String,
}

/// What is wrong with a field. REQUIRED: it is not there. UNKNOWN_FIELD: the request has no such field. DUPLICATE: it is given twice, or names
/// something twice. NOT_AN_INTEGER, NOT_A_STRING, NOT_A_BOOLEAN, NOT_A_LIST, NOT_AN_OBJECT: it has to be one. OUT_OF_RANGE: too small or too large.
/// TOO_SHORT, TOO_LONG: too few or too many characters or entries. UNKNOWN_VALUE: none of the values that there are. MALFORMED: not written as it has
/// to be. NOT_ALLOWED: not beside another field. MISMATCH: it does not agree with another part of the request, or with what is known. INVALID: it
/// cannot be used for another reason; `message` says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FieldFault {
    Required,
    UnknownField,
    Duplicate,
    NotAnInteger,
    NotAString,
    NotABoolean,
    NotAList,
    NotAnObject,
    OutOfRange,
    TooShort,
    TooLong,
    UnknownValue,
    Malformed,
    NotAllowed,
    Mismatch,
    Invalid,
}

impl FieldFault {
    /// Of a length that is below `least`, or else above what may be.
    #[must_use]
    pub const fn of_length(length: usize, least: usize) -> Self {
        if length < least { Self::TooShort } else { Self::TooLong }
    }
}

/// The same facts by RFC 9457, for a client that accepts `application/problem+json`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemBody {
    /// Where cause and remedy of this code are described.
    #[serde(rename = "type")]
    #[schema(example = "/docs/errors#SEAT_SOLD")]
    pub kind: String,
    /// The same for each occurrence of the code; in Korean for a client that prefers it.
    #[schema(example = "seat sold")]
    pub title: String,
    #[schema(example = 409)]
    pub status: u16,
    /// A sentence about this occurrence.
    pub detail: String,
    pub code: ErrorCode,
    pub trace_id: String,
    pub retryable: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldErrorBody>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<ErrorDetails>,
}

impl From<ErrorBody> for ProblemBody {
    fn from(error: ErrorBody) -> Self {
        let ErrorBody { code, message, detail, trace_id, retryable, help, fields, details } = error;
        let (title, detail) = match detail {
            Some(detail) => (message, detail),
            None => (code.as_str().to_ascii_lowercase().replace('_', " "), message),
        };
        // What the list of fields says already is not said again.
        let details = details.filter(|details| !matches!(details, ErrorDetails::Fields(_)));
        let status = code.status();
        Self { kind: help, title, status, detail, code, trace_id, retryable, fields, details }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ErrorDetails {
    /// Deprecated: `fields` beside `details` has the same, with a code, and of queries, paths and headers too.
    Fields(BTreeMap<String, String>),
    /// The seats that stood in the way.
    Conflicts(Vec<SeatConflict>),
    /// The seats that would have no free seat beside them.
    SingleSeats(Vec<i64>),
    /// How many free seats there are side by side, at most.
    Largest(u32),
    /// How many places of the section are free.
    Free(u32),
    /// The price of which fewer places are left than were wanted.
    FullTier(FullTierBody),
    /// Which of the limits of `RateLimit-Policy` was reached.
    Policy(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FullTierBody {
    #[schema(example = "youth")]
    pub tier: String,
    /// How many places are left at it.
    pub free: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeatConflict {
    pub seat_id: i64,
    pub status: SeatStatus,
}
