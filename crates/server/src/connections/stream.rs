//! The stream of a connection, between the socket and the parser: it ends what takes too long or grows too large.

use std::future::Future;
use std::io;
use std::net::Shutdown;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

use super::addresses::Counted;
use super::progress::Progress;
use super::unsent::{BufferedBytes, UnsentBytes};

/// Handed to the parser before it has to run: it parses only when it has read all that there is, up to 128 KiB.
const BURST_BYTES_MAX: usize = 16 * 1024;
/// A refused client that is still sending would not see the answer if the connection were closed at once.
const LINGER: Duration = Duration::from_secs(1);
const DISCARD_BYTES: usize = 4 * 1024;
/// Before other connections get their turn.
const DISCARDS_MAX: usize = 64;

pub(crate) struct Connection {
    stream: TcpStream,
    progress: Rc<Progress>,
    reading: Reading,
    /// Moved only when it has to ring earlier: mostly it rings, and what it waited for has long happened.
    timer: Pin<Box<Sleep>>,
    /// Bytes that were read since the parser ran.
    burst: usize,
    buffered: BufferedBytes,
    _counted: Counted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Open,
    /// Refused: what still comes is thrown away.
    Lingering,
    Ended,
}

/// Why a head is refused. The parser has not seen it, so the answer is written here, and has neither our body nor a trace id.
#[derive(Debug, Clone, Copy)]
enum Refusal {
    TooSlow,
    TooLarge,
}

impl Connection {
    pub(super) fn new(
        stream: TcpStream,
        progress: Rc<Progress>,
        unsent: Arc<UnsentBytes>,
        counted: Counted,
    ) -> Self {
        let first = progress.deadline().unwrap_or_else(Instant::now);
        Self {
            stream,
            progress,
            reading: Reading::Open,
            timer: Box::pin(tokio::time::sleep_until(first)),
            burst: 0,
            buffered: BufferedBytes::none(unsent),
            _counted: counted,
        }
    }

    pub(crate) fn progress(&self) -> &Rc<Progress> {
        &self.progress
    }

    /// `rest` has the timer wake this task, so there is no need to poll it here.
    fn is_overdue(&self) -> bool {
        self.timer.is_elapsed() && self.progress.deadline().is_some_and(|until| until <= Instant::now())
    }

    /// The parser has run, and waits. So does this: until the deadline of what the connection is now at.
    fn rest(&mut self, context: &mut Context<'_>) {
        self.burst = 0;
        if self.reading != Reading::Open {
            return;
        }
        let Some(until) = self.progress.deadline() else { return };
        if until < self.timer.deadline() || self.timer.is_elapsed() {
            self.timer.as_mut().reset(until);
        }
        if self.timer.as_mut().poll(context).is_ready() {
            context.waker().wake_by_ref();
        }
    }

    /// The parser is not shown anything more, and closes the connection when it is shown its end.
    fn end_overdue(&mut self) {
        if self.progress.is_in_a_head() {
            self.refuse(Refusal::TooSlow);
        } else {
            self.reading = Reading::Ended;
        }
    }

    fn refuse(&mut self, refusal: Refusal) {
        metrics::counter!("holdfast_http_bad_requests_total", "reason" => refusal.reason()).increment(1);
        tracing::debug!(reason = refusal.reason(), "a connection is closed");
        // Behind an answer that is still on its way it would be a part of that. The client may be gone, which is as well.
        if self.buffered.is_empty() {
            let _ = self.stream.try_write(refusal.answer());
            let _ = SockRef::from(&self.stream).shutdown(Shutdown::Write);
        }
        self.reading = Reading::Lingering;
        self.timer.as_mut().reset(Instant::now() + LINGER);
    }

    fn poll_linger(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let mut bytes = [0; DISCARD_BYTES];
        for _ in 0..DISCARDS_MAX {
            if self.timer.as_mut().poll(context).is_ready() {
                break;
            }
            let mut discarded = ReadBuf::new(&mut bytes);
            let read = ready!(Pin::new(&mut self.stream).poll_read(context, &mut discarded));
            if read.is_err() || discarded.filled().is_empty() {
                self.reading = Reading::Ended;
                return Poll::Ready(());
            }
        }
        if self.timer.is_elapsed() {
            self.reading = Reading::Ended;
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }

    fn poll_some(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
        bytes_max: usize,
    ) -> Poll<io::Result<()>> {
        if buffer.remaining() <= bytes_max {
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        }
        let mut part = ReadBuf::new(buffer.initialize_unfilled_to(bytes_max));
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut part))?;
        let read = part.filled().len();
        buffer.advance(read);
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.reading == Reading::Open && this.is_overdue() {
            this.end_overdue();
        }
        match this.reading {
            Reading::Open => {}
            Reading::Lingering => return this.poll_linger(context).map(Ok),
            Reading::Ended => return Poll::Ready(Ok(())),
        }
        let burst = BURST_BYTES_MAX.saturating_sub(this.burst);
        if burst == 0 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let room = this.progress.room(context.waker());
        if room == 0 {
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        ready!(this.poll_some(context, buffer, room.min(burst)))?;
        let read = buffer.filled().get(before..).unwrap_or_default();
        this.burst += read.len();
        if this.progress.received(read).is_ok() {
            return Poll::Ready(Ok(()));
        }
        buffer.set_filled(before);
        this.refuse(Refusal::TooLarge);
        this.poll_linger(context).map(Ok)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.stream).poll_write(context, bytes);
        match &polled {
            Poll::Ready(Ok(sent)) if *sent < bytes.len() => this.buffered.holds(bytes.len()),
            Poll::Ready(_) => this.buffered.set(0),
            Poll::Pending => {
                this.buffered.holds(bytes.len());
                this.rest(context);
            }
        }
        polled
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.rest(context);
        Pin::new(&mut this.stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

impl Refusal {
    fn reason(self) -> &'static str {
        match self {
            Self::TooSlow => "slow_head",
            Self::TooLarge => "large_head",
        }
    }

    fn answer(self) -> &'static [u8] {
        match self {
            Self::TooSlow => b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            Self::TooLarge => {
                b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            }
        }
    }
}
