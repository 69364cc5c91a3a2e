//! How a frame is written.

use std::fmt::Write as _;

use bytes::Bytes;
use serde::Serialize;

use crate::stream_end::StreamEnd;

/// A comment, which clients pass over; it keeps proxies from closing a silent stream.
pub const HEARTBEAT: Bytes = Bytes::from_static(b": heartbeat\n\n");

/// The last of a stream that has more to say. A browser waits so long, in milliseconds, before it opens the stream again: long enough for a load
/// balancer to have seen that this instance is not ready. Where the access token is the cause, a comment says what refuses it from now on.
pub(super) const fn last(end: StreamEnd) -> Bytes {
    let text = match end {
        StreamEnd::ServerStops => "retry: 1000\n\n",
        StreamEnd::TokenExpired => ": TOKEN_EXPIRED\nretry: 1000\n\n",
        StreamEnd::SessionEnded => ": SESSION_ENDED\nretry: 1000\n\n",
    };
    Bytes::from_static(text.as_bytes())
}

/// One event. `data` must become JSON on one line, as everything that serializes does.
pub fn frame(id: Option<&str>, event: &str, data: &impl Serialize) -> Bytes {
    let mut frame = String::with_capacity(128);
    if let Some(id) = id {
        let _ = writeln!(frame, "id: {id}");
    }
    let _ = write!(frame, "event: {event}\ndata: ");
    let mut frame = frame.into_bytes();
    // Wire types are plain structures; one that failed to serialize would be an event without data.
    let _ = serde_json::to_writer(&mut frame, data);
    frame.extend_from_slice(b"\n\n");
    Bytes::from(frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_as_the_description_says() {
        for end in [StreamEnd::ServerStops, StreamEnd::TokenExpired, StreamEnd::SessionEnded] {
            let text = String::from_utf8(last(end).to_vec()).unwrap();
            for line in text.trim_end().lines() {
                assert!(contracts::http::streams::RULES.contains(&format!("`{line}`")), "{line}");
            }
        }
    }

    #[test]
    fn a_frame_is_its_id_its_event_and_its_data() {
        let data = serde_json::json!({ "text": "two\nlines" });
        let with_id = frame(Some("3-14"), "SEAT_UPDATE", &data);
        assert_eq!(&with_id[..], b"id: 3-14\nevent: SEAT_UPDATE\ndata: {\"text\":\"two\\nlines\"}\n\n");
        let without = frame(None, "INIT", &1);
        assert_eq!(&without[..], b"event: INIT\ndata: 1\n\n");
    }
}
