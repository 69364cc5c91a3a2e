//! Server-sent events: what every stream has in common.
//!
//! A stream sends the frames of the handler, with heartbeats in between, and ends some time after the server has begun to stop, or
//! when the handler's own stream ends. What it buffers for a client that does not read is bounded by the connection's buffers; a
//! queue in front of it is the handler's to bound.

mod body;
mod frame;

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderName};
use bytes::Bytes;
use futures::Stream;

pub use crate::stream_limits::{StreamGuard, StreamLimits};
pub use frame::{HEARTBEAT, frame};

/// Answers with a stream of frames. The guard is kept for as long as the client is.
pub fn respond(guard: StreamGuard, frames: impl Stream<Item = Bytes> + 'static) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((HeaderName::from_static("x-accel-buffering"), "no"))
        .body(body::StreamBody::new(guard, frames))
}
