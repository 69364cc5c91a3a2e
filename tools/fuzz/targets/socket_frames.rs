//! The frames of a WebSocket: the same however their bytes arrive, within their limits, and what was framed is what is read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use server::ws::{Close, MESSAGE_BYTES_MAX, texts_in};

const TEXT: u8 = 1;
const FINAL: u8 = 0x80;
const MASKED: u8 = 0x80;

/// One masked frame with all of the text, which is short enough.
fn framed(text: &str, mask: [u8; 4]) -> Vec<u8> {
    let masked = text.bytes().zip(mask.iter().cycle()).map(|(byte, key)| byte ^ key);
    let length = match u8::try_from(text.len()) {
        Ok(short @ ..126) => vec![MASKED | short],
        _ => [&[MASKED | 126][..], &u16::try_from(text.len()).expect("a short text").to_be_bytes()].concat(),
    };
    [FINAL | TEXT].into_iter().chain(length).chain(mask).chain(masked).collect()
}

fn in_pieces<'b>(mut rest: &'b [u8], sizes: &[u8]) -> Vec<&'b [u8]> {
    let mut sizes = sizes.iter().cycle();
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let size = sizes.next().map_or(rest.len(), |size| usize::from(*size) + 1);
        let (piece, later) = rest.split_at(size.min(rest.len()));
        pieces.push(piece);
        rest = later;
    }
    pieces
}

fuzz_target!(|input: (Vec<u8>, [u8; 4], Vec<String>, &[u8])| {
    let (sizes, mask, mut said, arbitrary) = input;
    said.retain(|text| text.len() <= MESSAGE_BYTES_MAX);
    let mut bytes: Vec<u8> = said.iter().flat_map(|text| framed(text, mask)).collect();
    assert_eq!(texts_in(in_pieces(&bytes, &sizes)), (said.clone(), None));

    bytes.extend_from_slice(arbitrary);
    let (texts, fault) = texts_in(in_pieces(&bytes, &sizes));
    assert_eq!(texts_in([&bytes[..]]), (texts.clone(), fault), "it depends on the pieces");
    assert!(texts.starts_with(&said));
    assert!(texts.iter().all(|text| text.len() <= MESSAGE_BYTES_MAX));
    assert!(fault.is_none_or(|Close { code, .. }| (1_000..5_000).contains(&code)));
});
