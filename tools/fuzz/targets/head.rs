//! Where the head of a request ends: the same however its bytes arrive, at the first blank line behind its first letter, and within its limit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use server::{HEAD_BYTES_MAX, HeadScanner};

/// How many bytes there are up to the end of the head, found in all of them at once.
fn end(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut has_begun) = (0, false);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        let is_blank = line.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
        if has_begun && is_blank && line.ends_with(b"\n") {
            return Some(at);
        }
        has_begun |= !is_blank;
    }
    None
}

fuzz_target!(|input: (Vec<u8>, u16, &[u8])| {
    let (sizes, padding, text) = input;
    // Long heads are rarely found by chance.
    let mut bytes = text.to_vec();
    bytes.splice(
        text.len() / 2..text.len() / 2,
        std::iter::repeat_n(b'x', usize::from(padding) % (HEAD_BYTES_MAX + 16)),
    );

    let mut scanner = HeadScanner::default();
    let (mut rest, mut sizes) = (&bytes[..], sizes.iter().cycle());
    let mut refused = false;
    while !rest.is_empty() && !refused {
        let size = sizes.next().map_or(rest.len(), |size| usize::from(*size) + 1);
        let (piece, later) = rest.split_at(size.min(rest.len()));
        refused = scanner.scan(piece).is_err();
        rest = later;
    }
    let end = end(&bytes);
    assert_eq!(refused, end.unwrap_or(bytes.len()) > HEAD_BYTES_MAX);
    if !refused {
        assert_eq!(scanner.has_ended(), end.is_some());
        assert_eq!(scanner.has_begun(), bytes.iter().any(|byte| !matches!(byte, b'\r' | b'\n')));
    }
});
