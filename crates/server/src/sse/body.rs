//! The body of a stream: the handler's frames, heartbeats in between, and the end.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use futures::Stream;
use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep};
use tokio_util::sync::WaitForCancellationFutureOwned;

use crate::sse::frame::HEARTBEAT;
use crate::sse::limits::StreamGuard;

pin_project! {
    pub(super) struct StreamBody<S> {
        guard: StreamGuard,
        #[pin]
        frames: S,
        #[pin]
        heartbeat: Sleep,
        #[pin]
        stop: WaitForCancellationFutureOwned,
    }
}

impl<S> StreamBody<S> {
    pub(super) fn new(guard: StreamGuard, frames: S) -> Self {
        // The first comes at once where the handler has no frame yet: headers travel with the first bytes, and until they
        // arrive a client cannot tell a quiet stream from a dead server.
        let heartbeat = tokio::time::sleep(Duration::ZERO);
        let stop = guard.stop().into_future_owned();
        Self { guard, frames, heartbeat, stop }
    }
}

impl<S: Stream<Item = Bytes>> MessageBody for StreamBody<S> {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let mut this = self.project();
        if this.stop.poll(context).is_ready() {
            return Poll::Ready(None);
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
