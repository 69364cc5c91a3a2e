//! The body of a stream: the handler's frames, heartbeats in between, and the end with a hint to come back.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{FutureExt, Stream};
use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep};

use crate::sse::frame::{HEARTBEAT, last};
use crate::stream_end::StreamEnd;
use crate::stream_limits::StreamGuard;

pin_project! {
    pub(super) struct StreamBody<S> {
        guard: StreamGuard,
        #[pin]
        frames: S,
        #[pin]
        heartbeat: Sleep,
        // Absent once it has come.
        ending: Option<BoxFuture<'static, StreamEnd>>,
    }
}

impl<S> StreamBody<S> {
    pub(super) fn new(mut guard: StreamGuard, frames: S) -> Self {
        // The first comes at once where the handler has no frame yet: headers travel with the first bytes, and until they
        // arrive a client cannot tell a quiet stream from a dead server.
        let heartbeat = tokio::time::sleep(Duration::ZERO);
        let ending = Some(guard.ending());
        Self { guard, frames, heartbeat, ending }
    }
}

impl<S: Stream<Item = Bytes>> MessageBody for StreamBody<S> {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let mut this = self.project();
        let Some(ending) = this.ending else { return Poll::Ready(None) };
        if let Poll::Ready(end) = ending.poll_unpin(context) {
            *this.ending = None;
            return Poll::Ready(Some(Ok(last(end))));
        }
        let frame = match this.frames.poll_next(context) {
            Poll::Ready(Some(frame)) => frame,
            Poll::Ready(None) => return Poll::Ready(None),
            Poll::Pending if this.heartbeat.as_mut().poll(context).is_ready() => HEARTBEAT,
            Poll::Pending => return Poll::Pending,
        };
        // Only silence needs a heartbeat: a frame counts as one. The timer is polled anew when the frames
        // have nothing more to give, which is the next thing that happens.
        this.heartbeat.as_mut().reset(Instant::now() + this.guard.heartbeat());
        Poll::Ready(Some(Ok(frame)))
    }
}
