//! Requests, as the bytes that they are on the wire.

use std::sync::Arc;

pub(crate) type Request = Arc<[u8]>;

/// `headers` are whole lines, each with its end.
pub(crate) fn get(path: &str, headers: &str) -> Request {
    without_body("GET", path, headers)
}

pub(crate) fn delete(path: &str, headers: &str) -> Request {
    without_body("DELETE", path, headers)
}

pub(crate) fn post(path: &str, headers: &str, body: &str) -> Request {
    let length = body.len();
    let text = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
    text.into_bytes().into()
}

fn without_body(method: &str, path: &str, headers: &str) -> Request {
    format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n").into_bytes().into()
}
