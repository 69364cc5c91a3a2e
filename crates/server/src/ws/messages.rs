//! What a client says, out of its bytes: fragments are put together, and text is UTF-8.

use bytes::{Bytes, BytesMut};
use tokio::time::Instant;

use super::close::Close;
use super::parser::{self, MESSAGE_BYTES_MAX, Opcode, ReceivedFrame};
use super::rate::{FrameRate, INTERVAL};

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Received {
    Text(String),
    /// A part of a message.
    Fragment,
    Ping(Bytes),
    Pong,
    /// How the client has to be answered.
    Close(Close),
}

/// At most a message that is not complete, and a frame of it.
#[derive(Debug, Default)]
pub(super) struct Messages {
    bytes: BytesMut,
    begun: Option<BytesMut>,
    rate: FrameRate,
    has_failed: bool,
}

impl Messages {
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        if !self.has_failed {
            self.bytes.extend_from_slice(bytes);
        }
    }

    /// None until more bytes have come. Behind a fault nothing is read any more.
    pub(super) fn next(&mut self, now: Instant) -> Result<Option<Received>, Close> {
        if self.has_failed {
            return Ok(None);
        }
        let next = self.next_frame(now);
        self.has_failed = next.is_err();
        if self.has_failed || self.bytes.is_empty() {
            // Most sockets are silent: their buffers are given back.
            self.bytes = BytesMut::new();
        }
        next
    }

    fn next_frame(&mut self, now: Instant) -> Result<Option<Received>, Close> {
        let Some(ReceivedFrame { opcode, is_final, payload }) = parser::next(&mut self.bytes)? else {
            return Ok(None);
        };
        if !self.rate.admit(now) {
            return Err(Close::TOO_MANY);
        }
        match opcode {
            Opcode::Ping => Ok(Received::Ping(Bytes::copy_from_slice(&payload))),
            Opcode::Pong => Ok(Received::Pong),
            Opcode::Close => closed(&payload).map(Received::Close),
            Opcode::Text if self.begun.is_some() => Err(Close::protocol("a message within another one")),
            Opcode::Text => self.message(payload, is_final),
            Opcode::Continuation => {
                let mut message = self.begun.take().ok_or(Close::protocol("there is nothing to continue"))?;
                if message.len() + payload.len() > MESSAGE_BYTES_MAX {
                    return Err(Close::TOO_LARGE);
                }
                message.extend_from_slice(&payload);
                self.message(message, is_final)
            }
        }
        .map(Some)
    }

    fn message(&mut self, message: BytesMut, is_final: bool) -> Result<Received, Close> {
        if !is_final {
            self.begun = Some(message);
            return Ok(Received::Fragment);
        }
        let text = std::str::from_utf8(&message).map_err(|_| Close::NOT_UTF8)?;
        Ok(Received::Text(text.to_owned()))
    }
}

/// The texts of a client whose bytes come in these pieces, and the fault that ends them. As if it kept to the rate of frames: for programs that try
/// arbitrary bytes.
pub fn texts_in<'p>(pieces: impl IntoIterator<Item = &'p [u8]>) -> (Vec<String>, Option<Close>) {
    let (mut messages, mut texts, mut now) = (Messages::default(), Vec::new(), Instant::now());
    for piece in pieces {
        messages.feed(piece);
        loop {
            now += INTERVAL;
            match messages.next(now) {
                Ok(Some(Received::Text(text))) => texts.push(text),
                Ok(Some(Received::Close(close))) => return (texts, Some(close)),
                Ok(Some(Received::Fragment | Received::Ping(_) | Received::Pong)) => {}
                Ok(None) => break,
                Err(fault) => return (texts, Some(fault)),
            }
        }
    }
    (texts, None)
}

/// The codes of RFC 6455 and its registry that may be on the wire, and those of applications.
fn closed(payload: &[u8]) -> Result<Close, Close> {
    let [high, low, reason @ ..] = payload else {
        return if payload.is_empty() {
            Ok(Close::NORMAL)
        } else {
            Err(Close::protocol("half a close code"))
        };
    };
    let code = u16::from_be_bytes([*high, *low]);
    if !matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999) {
        return Err(Close::protocol("a close code that cannot be sent"));
    }
    std::str::from_utf8(reason).map_err(|_| Close::NOT_UTF8)?;
    Ok(Close::answer(code))
}
