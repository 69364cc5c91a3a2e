//! Tokens: only what was signed passes, to the last letter, and nothing that a stranger writes is a token between services.
#![no_main]

use access::ForgedToken;
use access::ServiceKey;
use fuzz::tokens;
use libfuzzer_sys::fuzz_target;
use primitives::{HoldId, Timestamp};
use uuid::Uuid;

fuzz_target!(|bytes: &[u8]| {
    let tokens = tokens();
    if let Ok(text) = str::from_utf8(bytes) {
        if let Ok(hold) = tokens.verify(text) {
            assert_eq!(tokens.sign(hold), text, "a token with two spellings");
        }
        let key = ServiceKey::derive(b"a secret of thirty-two bytes, or so");
        assert!(key.verify("order", text, Timestamp::from_micros(0)).is_err(), "accepted without a signature");
    }

    let Some((id, [place, letter, ..])) = bytes.split_first_chunk::<16>() else { return };
    let hold = HoldId::from_uuid(Uuid::from_bytes(*id));
    let token = tokens.sign(hold);
    assert_eq!(tokens.verify(&token), Ok(hold));
    let mut changed = token.clone().into_bytes();
    let place = usize::from(*place) % changed.len();
    changed[place] = *letter & 0x7f;
    let changed = String::from_utf8(changed).expect("ASCII");
    if changed != token {
        assert_eq!(tokens.verify(&changed), Err(ForgedToken), "{changed}");
    }
});
