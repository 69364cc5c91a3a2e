//! What goes to clients. Frames of a server are not masked, so one is encoded once and sent to all.

use actix_http::ws::{OpCode, Parser};
use bytes::{Bytes, BytesMut};
use metrics::Counter;
use serde::Serialize;

use super::close::Close;
use super::counters;

/// An encoded frame and the counter of its type. Cheap to clone.
#[derive(Clone)]
pub struct Frame {
    bytes: Bytes,
    kind: &'static str,
    sent: Counter,
}

impl Frame {
    /// A text message that is `body` as JSON. `kind` is its type, one of a fixed list.
    pub fn text(kind: &'static str, body: &impl Serialize) -> Self {
        // Wire types are plain structures; one that failed to serialize would be an empty message.
        let json = serde_json::to_vec(body).unwrap_or_default();
        Self::encode(kind, OpCode::Text, &json)
    }

    /// The bytes on the wire.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// So many messages of this type were made before it, and were not sent to a client: this one says all that they did.
    pub fn replaces(&self, skipped: u64) {
        counters::dropped(self.kind, skipped);
    }

    pub(super) fn ping() -> Self {
        Self::encode("ping", OpCode::Ping, b"")
    }

    pub(super) fn pong(payload: &[u8]) -> Self {
        Self::encode("pong", OpCode::Pong, payload)
    }

    pub(super) fn close(Close { code, reason }: Close) -> Self {
        let payload = [&code.to_be_bytes(), reason.as_bytes()].concat();
        Self::encode("close", OpCode::Close, &payload)
    }

    /// It is on its way into the buffer of a connection.
    pub(super) fn send(self) -> Bytes {
        self.sent.increment(1);
        self.bytes
    }

    fn encode(kind: &'static str, opcode: OpCode, payload: &[u8]) -> Self {
        let mut bytes = BytesMut::new();
        Parser::write_message(&mut bytes, payload, opcode, true, false);
        Self { bytes: bytes.freeze(), kind, sent: counters::sent(kind) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_a_frame_takes_as_few_bytes_as_it_can() {
        assert_eq!(&Frame::text("n", &17).bytes[..], b"\x81\x0217");
        let long = Frame::text("s", &"x".repeat(200)).bytes;
        assert_eq!(&long[..5], &[0x81, 126, 0, 202, b'"']);
    }

    #[test]
    fn a_close_frame_has_its_code_and_its_reason() {
        let frame = Frame::close(Close::policy("no")).bytes;
        assert_eq!(&frame[..], b"\x88\x04\x03\xf0no");
    }

    #[test]
    fn every_reason_fits_into_a_control_frame() {
        for close in [
            Close::AWAY,
            Close::TOKEN_EXPIRED,
            Close::SESSION_ENDED,
            Close::IDLE,
            Close::BINARY,
            Close::NOT_UTF8,
            Close::TOO_LARGE,
            Close::TOO_MANY,
        ] {
            assert!(close.reason.len() <= 123, "{close:?}");
        }
    }
}
