//! The one error that a handler can answer with, and the one shape that it has on the wire.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use contracts::ErrorCode;
use contracts::api::Refusal;
use contracts::error_help::PAGE;
use contracts::http::error::{ErrorDetails, FieldErrorBody, FieldFault, SeatConflict};
use serde::{Serialize, Serializer};

use crate::FieldErrors;

/// The default of `Retry-After`.
const RETRY_AFTER_SECONDS: u32 = 1;
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// Fits the usual body, so that it is written without growing.
const BODY_BYTES: usize = 256;

/// A refusal with a code of the one table. A failure of our own goes through [`ApiError::internal`] or
/// [`ApiError::unavailable`], which log the cause and do not reveal it to the caller.
#[derive(Debug)]
pub struct ApiError {
    code: ErrorCode,
    message: Cow<'static, str>,
    fields: Vec<FieldErrorBody>,
    details: Option<ErrorDetails>,
    retry_after: Option<u32>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl ApiError {
    /// `message` is a sentence for the person who called.
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        let retry_after = code.is_retryable().then_some(RETRY_AFTER_SECONDS);
        let message = message.into();
        Self { code, message, fields: Vec::new(), details: None, retry_after, headers: Vec::new() }
    }

    /// 400: what came in the path, the query or a header cannot be used.
    pub fn bad_input(
        field: impl Into<String>,
        fault: FieldFault,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(ErrorCode::BadRequest, message).about(field, fault)
    }

    /// Names the part of the request that it is about.
    #[must_use]
    pub fn about(mut self, field: impl Into<String>, fault: FieldFault) -> Self {
        let message = self.message.clone().into_owned();
        self.fields = vec![FieldErrorBody { field: field.into(), code: fault, message }];
        self
    }

    #[must_use]
    pub fn with_details(mut self, details: ErrorDetails) -> Self {
        self.details = Some(details);
        self
    }

    /// Also in the form that they had before they were a list.
    #[must_use]
    pub fn with_fields(self, fields: FieldErrors) -> Self {
        let fields = fields.into_list();
        let pairs = fields.iter().map(|field| (field.field.clone(), field.message.clone())).collect();
        Self { fields, ..self.with_details(ErrorDetails::Fields(pairs)) }
    }

    #[must_use]
    pub fn with_conflicts(self, conflicts: Vec<SeatConflict>) -> Self {
        self.with_details(ErrorDetails::Conflicts(conflicts))
    }

    #[must_use]
    pub fn with_retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// What this refusal has to say in a header besides, such as `Allow`.
    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// 500: something is broken. Logs the cause here, once.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let cause = cause.into();
        tracing::error!(error = &*cause as &dyn StdError, "a request failed");
        Self::new(ErrorCode::InternalError, "something went wrong on our side")
    }

    /// 503: something that we need does not answer, or the outcome is unknown. Logs the cause here, once.
    pub fn unavailable(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let cause = cause.into();
        tracing::warn!(error = &*cause as &dyn StdError, "a request could not be served");
        Self::new(ErrorCode::Unavailable, "not available right now, please try again")
    }

    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn into_refusal(self) -> Refusal {
        Refusal { code: self.code, message: self.message.into_owned(), details: self.details }
    }

    pub(crate) fn response(&self, trace_id: &str) -> HttpResponse {
        let body = Body {
            code: self.code,
            message: &self.message,
            trace_id,
            retryable: self.code.is_retryable(),
            help: Help(self.code),
            fields: &self.fields,
            details: self.details.as_ref(),
        };
        let mut json = Vec::with_capacity(BODY_BYTES);
        // Writing plain strings into memory cannot fail; were it to, the status is still right.
        let _ = serde_json::to_writer(&mut json, &body);
        let mut response = HttpResponse::with_body(self.status_code(), json).map_into_boxed_body();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            if self.code == ErrorCode::RateLimited {
                headers.insert(RATE_LIMIT, nothing_remains(seconds));
            }
        }
        for (name, value) in &self.headers {
            headers.insert(name.clone(), value.clone());
        }
        response
    }
}

/// Of a limit, until so many seconds have passed.
fn nothing_remains(seconds: u32) -> HeaderValue {
    let left = format!("\"requests\";r=0;t={seconds}");
    HeaderValue::try_from(left).unwrap_or(HeaderValue::from_static("\"requests\";r=0"))
}

impl From<FieldErrors> for ApiError {
    fn from(errors: FieldErrors) -> Self {
        Self::new(ErrorCode::ValidationFailed, "the request has fields that cannot be used")
            .with_fields(errors)
    }
}

impl From<Refusal> for ApiError {
    fn from(Refusal { code, message, details }: Refusal) -> Self {
        let fields = match &details {
            Some(ErrorDetails::Fields(pairs)) => pairs.iter().map(named).collect(),
            _ => Vec::new(),
        };
        Self { fields, details, ..Self::new(code, message) }
    }
}

fn named((field, message): (&String, &String)) -> FieldErrorBody {
    FieldErrorBody { field: field.clone(), code: FieldFault::Invalid, message: message.clone() }
}

/// Where a code is described.
struct Help(ErrorCode);

impl Serialize for Help {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{PAGE}#{}", self.0))
    }
}

/// As `contracts::http::error::ErrorBody`, without owning anything: an error must not cost more than a success.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    code: ErrorCode,
    message: &'a str,
    trace_id: &'a str,
    retryable: bool,
    help: Help,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    fields: &'a [FieldErrorBody],
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<&'a ErrorDetails>,
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl StdError for ApiError {}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        self.response(&telemetry::current_trace_id())
    }
}
