//! `Idempotency-Key`: bare or quoted it names one intention, and without an identity in closed mode it cannot be guessed.
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
    let Some(key) = open else {
        return assert_eq!(closed, None, "closed is not stricter than open");
    };
    let text = key.as_str();
    assert!((1..=IdempotencyKey::LENGTH_MAX).contains(&text.len()));
    assert!(text.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
    assert_eq!(closed.is_some(), text.len() >= IdempotencyKey::ANONYMOUS_LENGTH_MIN);

    let quoted = format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""));
    assert_eq!(IdempotencyKey::parse(&quoted).as_ref(), Some(&key), "quoted it is another key");
});
