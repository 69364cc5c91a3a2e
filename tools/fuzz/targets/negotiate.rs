//! `Accept`, `Accept-Encoding` and `If-None-Match`: no client gets a form it did not name, and one that adds a form to its list gets it.
#![no_main]

use actix_web::http::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH};
use catalog::http::negotiate::{gzip, is_current, variant};
use catalog::live::Form;
use libfuzzer_sys::fuzz_target;

const ETAG: &str = "W/\"1-5-json\"";
const OPAQUE: &str = "\"1-5-json\"";

fn names(headers: &HeaderMap, header: &HeaderName, what: &str) -> bool {
    let mut lines = headers.get_all(header).filter_map(|line| line.to_str().ok());
    lines.any(|line| line.to_ascii_lowercase().contains(what))
}

fuzz_target!(|bytes: &[u8]| {
    let mut headers = HeaderMap::new();
    let order = [ACCEPT, ACCEPT_ENCODING, IF_NONE_MATCH, ACCEPT, ACCEPT_ENCODING, IF_NONE_MATCH];
    for (name, line) in order.into_iter().zip(bytes.split(|byte| *byte == b'\n')) {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(name, value);
        }
    }
    let given = variant(&headers);
    assert_eq!(given.gzip, gzip(&headers));
    if given.form == Form::Packed {
        assert!(names(&headers, &ACCEPT, "application/octet-stream"));
    }
    if given.gzip {
        assert!(["gzip", "*"].into_iter().any(|name| names(&headers, &ACCEPT_ENCODING, name)));
    }
    if is_current(&headers, ETAG) {
        assert!([OPAQUE, "*"].into_iter().any(|name| names(&headers, &IF_NONE_MATCH, name)));
    }

    headers.append(ACCEPT, HeaderValue::from_static("application/octet-stream"));
    headers.append(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    headers.append(IF_NONE_MATCH, HeaderValue::from_static(OPAQUE));
    assert_eq!(variant(&headers).form, Form::Packed);
    assert!(gzip(&headers) && is_current(&headers, ETAG));
});
