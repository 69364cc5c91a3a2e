//! A socket as the body of the answer that opened it. It is polled when the connection has room, and so pulls from its conversation.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Payload;
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};
use pin_project_lite::pin_project;
use tokio::time::Instant;

use super::close::Close;
use super::conversation::Conversation;
use super::counters::{self, OpenSocket};
use super::frame::Frame;
use super::messages::{Messages, Received};
use super::pulse::{Beat, Pulse};
use crate::StreamGuard;
use crate::stream_end::StreamEnd;

/// How long the client has to answer a close. Bytes that it sends meanwhile are thrown away: unread ones would reset the connection, and it would
/// never see the code.
const LINGER: Duration = Duration::from_secs(1);

pin_project! {
    pub(super) struct SocketBody<C> {
        conversation: C,
        payload: Payload,
        messages: Messages,
        #[pin]
        pulse: Pulse,
        // Of the last ping: only that has to be answered.
        pong: Option<Bytes>,
        phase: Phase,
        ending: BoxFuture<'static, StreamEnd>,
        guard: StreamGuard,
        open: OpenSocket,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Open,
    /// The server has closed, and the client has not.
    Closing,
    Ended,
}

/// Why nothing more is said.
enum End {
    Close(Close),
    /// The client has closed, and gets its answer.
    Closed(Close),
    /// Without a word.
    Gone,
}

impl<C> SocketBody<C> {
    pub(super) fn new(mut guard: StreamGuard, pulse: Pulse, payload: Payload, conversation: C) -> Self {
        let ending = guard.ending();
        let (messages, open) = (Messages::default(), OpenSocket::new());
        Self { conversation, payload, messages, pulse, pong: None, phase: Phase::Open, ending, guard, open }
    }
}

impl<C: Conversation> SocketBody<C> {
    /// Control frames first, then what the conversation finds most urgent.
    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<Frame, End>> {
        self.as_mut().receive(context)?;
        let this = self.project();
        if let Some(payload) = this.pong.take() {
            return Poll::Ready(Ok(Frame::pong(&payload)));
        }
        if let Poll::Ready(end) = this.ending.poll_unpin(context) {
            return Poll::Ready(Err(End::Close(Close::of(end))));
        }
        if let Poll::Ready(frame) = this.conversation.poll_frame(context) {
            return Poll::Ready(frame.unwrap_or(Err(Close::NORMAL)).map_err(End::Close));
        }
        Poll::Ready(match ready!(this.pulse.poll(context)) {
            Beat::Ping => Ok(Frame::ping()),
            Beat::Idle => Err(End::Close(Close::IDLE)),
        })
    }

    /// Takes whatever has come. Bounded by the rate of frames, which ends the socket, and by the largest frame.
    fn receive(self: Pin<&mut Self>, context: &mut Context<'_>) -> Result<(), End> {
        let mut this = self.project();
        loop {
            match this.payload.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(bytes))) => this.messages.feed(&bytes),
                Poll::Ready(Some(Err(_)) | None) => return Err(End::Gone),
                Poll::Pending => return Ok(()),
            }
            let now = Instant::now();
            while let Some(received) = this.messages.next(now).map_err(End::Close)? {
                let kind = match received {
                    Received::Text(text) if *this.phase == Phase::Open => {
                        this.conversation.hear(&text).map_err(End::Close)?
                    }
                    Received::Text(_) => "late",
                    Received::Fragment => "fragment",
                    Received::Ping(payload) => {
                        *this.pong = Some(payload);
                        "ping"
                    }
                    Received::Pong => "pong",
                    Received::Close(answer) => return Err(End::Closed(answer)),
                };
                counters::received(kind);
                this.pulse.as_mut().heard(now);
            }
        }
    }

    fn end(self: Pin<&mut Self>, end: &End) -> Option<Frame> {
        let this = self.project();
        match *end {
            End::Close(close) => {
                counters::closed(close.code);
                *this.phase = Phase::Closing;
                this.pulse.end_in(LINGER);
                Some(Frame::close(close))
            }
            End::Closed(answer) => {
                counters::received("close");
                *this.phase = Phase::Ended;
                Some(Frame::close(answer))
            }
            End::Gone => {
                *this.phase = Phase::Ended;
                None
            }
        }
    }
}

impl<C: Conversation> MessageBody for SocketBody<C> {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        let frame = match self.phase {
            Phase::Open => match ready!(self.as_mut().poll_frame(context)) {
                Ok(frame) => Some(frame),
                Err(end) => self.end(&end),
            },
            Phase::Closing => {
                // A fault behind the close is of no interest any more.
                let is_answered = matches!(self.as_mut().receive(context), Err(End::Closed(_) | End::Gone));
                if !is_answered {
                    ready!(self.project().pulse.poll_end(context));
                }
                None
            }
            Phase::Ended => None,
        };
        Poll::Ready(frame.map(|frame| Ok(frame.send())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As large as what a service keeps of a client that only waits.
    type Watcher = [u64; 13];

    #[test]
    fn a_socket_that_waits_takes_little() {
        assert!(size_of::<SocketBody<Watcher>>() <= 512, "{}", size_of::<SocketBody<Watcher>>());
    }
}
