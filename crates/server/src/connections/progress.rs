//! What a connection is at, and until when: shared by its stream, which sees bytes, and the boundary, which sees requests.
//!
//! The parser has a timer for the first head of a connection alone, and none for a body that nothing reads any more.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::Waker;
use std::time::Duration;

use lifecycle::Stop;
use tokio::time::Instant;

use super::head::{HeadScanner, HeadTooLarge};

/// How much of the next requests is read while one is handled.
const AHEAD_BYTES_MAX: usize = 16 * 1024;

pub(crate) struct Progress {
    header_timeout: Duration,
    keep_alive: Duration,
    stopping: Stop,
    phase: Cell<Phase>,
    head: Cell<HeadScanner>,
    /// The stream, while it waits for room.
    reader: RefCell<Option<Waker>>,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    /// The next head has not begun.
    Idle {
        until: Instant,
    },
    Head {
        until: Instant,
    },
    /// A request is handled and answered. It has a time limit of its own, and a stream has none.
    Request {
        body: Body,
        ahead: usize,
    },
    /// The answer is out, and the body that no handler wanted still comes.
    Unread {
        until: Instant,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Body {
    Expected,
    /// The handler waits for more of it.
    Awaited,
    /// To its end, or there is none.
    Received,
}

/// As long as it lives, a request is handled and answered.
pub(crate) struct InProgress {
    connection: Rc<Progress>,
    last: Last,
}

/// Whether an answer is the last of its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Never,
    /// A stream: its client is to open it again elsewhere, and so by another connection. The head could not say so.
    WhenStopping,
    /// An upgrade: what came behind it was no HTTP.
    Always,
}

impl Progress {
    pub(super) fn new(header_timeout: Duration, keep_alive: Duration, stopping: Stop) -> Rc<Self> {
        Rc::new(Self {
            header_timeout,
            keep_alive,
            stopping,
            // A connection is opened in order to send something.
            phase: Cell::new(Phase::Idle { until: Instant::now() + header_timeout }),
            head: Cell::default(),
            reader: RefCell::default(),
        })
    }

    pub(super) fn received(&self, bytes: &[u8]) -> Result<(), HeadTooLarge> {
        match self.phase.get() {
            Phase::Idle { .. } | Phase::Head { .. } => self.scan(bytes),
            Phase::Request { body: body @ Body::Received, ahead } => {
                self.phase.set(Phase::Request { body, ahead: ahead + bytes.len() });
                Ok(())
            }
            Phase::Request { .. } | Phase::Unread { .. } => Ok(()),
        }
    }

    fn scan(&self, bytes: &[u8]) -> Result<(), HeadTooLarge> {
        let mut head = self.head.get();
        let scanned = head.scan(bytes);
        self.head.set(head);
        if head.has_begun() && matches!(self.phase.get(), Phase::Idle { .. }) {
            self.phase.set(Phase::Head { until: Instant::now() + self.header_timeout });
        }
        scanned
    }

    /// How many bytes may be read now. With none, `waker` is called when there is room again.
    pub(super) fn room(&self, waker: &Waker) -> usize {
        let Phase::Request { body: Body::Received, ahead } = self.phase.get() else { return usize::MAX };
        let room = AHEAD_BYTES_MAX.saturating_sub(ahead);
        if room == 0 {
            self.reader.replace(Some(waker.clone()));
        }
        room
    }

    /// When the connection is to be closed, unless something happens before.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match self.phase.get() {
            Phase::Idle { until } | Phase::Head { until } | Phase::Unread { until } => Some(until),
            Phase::Request { .. } => None,
        }
    }

    /// Whether a client waits for an answer to what it sends right now.
    pub(super) fn is_in_a_head(&self) -> bool {
        matches!(self.phase.get(), Phase::Head { .. })
    }

    pub(crate) fn begin(self: &Rc<Self>, has_body: bool) -> InProgress {
        let body = if has_body { Body::Expected } else { Body::Received };
        self.phase.set(Phase::Request { body, ahead: 0 });
        self.head.take();
        InProgress { connection: Rc::clone(self), last: Last::Never }
    }

    pub(crate) fn body_is_awaited(&self) {
        self.body(Body::Awaited);
    }

    pub(crate) fn body_goes_on(&self) {
        self.body(Body::Expected);
    }

    pub(crate) fn body_has_ended(&self) {
        self.body(Body::Received);
    }

    fn body(&self, body: Body) {
        if let Phase::Request { ahead, .. } = self.phase.get() {
            self.phase.set(Phase::Request { body, ahead });
        }
    }

    fn end(&self, last: Last) {
        let now = Instant::now();
        let is_unread =
            matches!(self.phase.get(), Phase::Request { body: Body::Expected | Body::Awaited, .. });
        self.phase.set(if last == Last::Always {
            Phase::Idle { until: now }
        } else if is_unread {
            Phase::Unread { until: now + self.header_timeout }
        } else {
            let is_over = last == Last::WhenStopping && self.stopping.is_stopped();
            Phase::Idle { until: if is_over { now } else { now + self.keep_alive } }
        });
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
    }
}

impl InProgress {
    /// Whether the client is what the handler waits for.
    pub(crate) fn awaits_body(&self) -> bool {
        matches!(self.connection.phase.get(), Phase::Request { body: Body::Awaited, .. })
    }

    /// Its answer ends with the server.
    pub(crate) fn is_a_stream(&mut self) {
        self.last = Last::WhenStopping;
    }

    /// Its connection ends with the answer.
    pub(crate) fn is_an_upgrade(&mut self) {
        self.last = Last::Always;
    }
}

impl Drop for InProgress {
    fn drop(&mut self) {
        self.connection.end(self.last);
    }
}
