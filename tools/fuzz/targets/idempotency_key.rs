//! `Idempotency-Key`: bare or quoted it names one intention, in either mode.
#![no_main]

use contracts::http::headers::IDEMPOTENCY_KEY;
use fuzz::{extract, refused, request, with_header};
use libfuzzer_sys::fuzz_target;
use server::IdempotencyKey;

fn key(open: bool, value: &[u8]) -> Option<IdempotencyKey> {
    let request = with_header(request(open), IDEMPOTENCY_KEY, value).to_http_request();
    extract(&request).inspect_err(refused).ok()
}

fuzz_target!(|value: &[u8]| {
    let (open, closed) = (key(true, value), key(false, value));
    assert_eq!(open, closed, "whose key it is decides the scope, not the key");
    let Some(key) = open else { return };
    let text = key.as_str();
    assert!((1..=IdempotencyKey::LENGTH_MAX).contains(&text.len()));
    assert!(text.bytes().all(|byte| (b' '..=b'~').contains(&byte)));

    let quoted = format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""));
    assert_eq!(IdempotencyKey::parse(&quoted).as_ref(), Some(&key), "quoted it is another key");
});
