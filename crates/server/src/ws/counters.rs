//! The metrics of sockets. Types are of fixed lists, so their labels are bounded.

use metrics::Counter;

/// How often frames of this type were sent.
pub(super) fn sent(kind: &'static str) -> Counter {
    metrics::counter!("ws_messages_total", "direction" => "out", "type" => kind)
}

pub(super) fn received(kind: &'static str) {
    metrics::counter!("ws_messages_total", "direction" => "in", "type" => kind).increment(1);
}

/// So many messages of this type were made, and not sent to a client: newer ones took their place, or it had too many waiting.
pub fn dropped(kind: &'static str, count: u64) {
    metrics::counter!("ws_dropped_total", "type" => kind).increment(count);
}

/// A socket that the server has closed by itself.
pub(super) fn closed(code: u16) {
    metrics::counter!("ws_closes_total", "code" => code.to_string()).increment(1);
}

/// Counts a socket until it is dropped.
pub(super) struct OpenSocket;

impl OpenSocket {
    pub(super) fn new() -> Self {
        metrics::gauge!("ws_connections").increment(1.0);
        Self
    }
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        metrics::gauge!("ws_connections").decrement(1.0);
    }
}
