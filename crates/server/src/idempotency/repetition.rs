//! How a repetition is answered.

use actix_web::HttpResponseBuilder;
use contracts::ErrorCode;
use contracts::http::headers;

use crate::ApiError;

const IN_PROGRESS_RETRY_AFTER: u32 = 1;

/// Marks the first answer, given again. It names the trace of the first request.
pub fn mark_replayed(response: &mut HttpResponseBuilder, trace_id: Option<&str>) {
    response.insert_header((headers::IDEMPOTENT_REPLAYED, "true"));
    if let Some(trace_id) = trace_id {
        response.insert_header((headers::TRACE_ID, trace_id));
    }
}

#[must_use]
pub fn key_in_progress() -> ApiError {
    let message = "the first request with this Idempotency-Key is still being worked on";
    ApiError::new(ErrorCode::IdempotencyKeyInProgress, message).with_retry_after(IN_PROGRESS_RETRY_AFTER)
}

#[must_use]
pub fn key_reused() -> ApiError {
    let message = "this Idempotency-Key was used for another request; a new request needs a new key";
    ApiError::new(ErrorCode::IdempotencyKeyReused, message)
}
