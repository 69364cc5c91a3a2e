//! The proof of work of a stranger: an arbitrary header, and a genuine challenge with one byte changed. Neither is taken for a challenge that was made here.

#![no_main]

use access::{WorkPrice, WorkSeal, is_solved};
use contracts::http::headers::PROOF_OF_WORK;
use fuzz::{extract, request, with_header};
use libfuzzer_sys::fuzz_target;
use primitives::{Clock, FakeClock};
use server::ShownWork;

fuzz_target!(|bytes: &[u8]| {
    let seal = WorkSeal::new(b"of this program", b"a secret of thirty-two bytes, or so");
    let request = with_header(request(true), PROOF_OF_WORK, bytes).to_http_request();
    let shown: ShownWork = extract(&request).expect("any header is read");
    if let Some(proof) = &shown.0 {
        assert!(proof.challenge.len() + proof.solution.len() <= 160, "more is kept than may be shown");
        assert_eq!(seal.open(&proof.challenge), None, "{proof:?} was taken for ours");
        assert!(!is_solved(proof, 64), "{proof:?} solves what no one can");
    }

    let price = WorkPrice { bits: 16, asked_at: FakeClock::default().now() };
    let genuine = seal.seal(&[7; 24], price);
    assert_eq!(seal.open(&genuine), Some((vec![7; 24], price)));
    let [place, letter, ..] = bytes else { return };
    let mut changed = genuine.clone().into_bytes();
    let place = usize::from(*place) % changed.len();
    changed[place] = *letter & 0x7f;
    let changed = String::from_utf8(changed).expect("ASCII");
    assert!(changed == genuine || seal.open(&changed).is_none(), "{changed:?} was taken for ours");
});
