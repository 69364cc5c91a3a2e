//! The access token of a stranger: arbitrary text, and a genuine token with one byte changed. Neither is ever accepted.

#![no_main]

use std::sync::Arc;

use access::{ACCESS_TOKEN_LIFE, AccessClaims, AccessKey, AccessTokens, Rights};
use libfuzzer_sys::fuzz_target;
use primitives::{Clock, FakeClock, UserId};
use uuid::Uuid;

fuzz_target!(|bytes: &[u8]| {
    let clock = Arc::new(FakeClock::default());
    let (key, tokens) =
        (AccessKey::derive(b"a secret of thirty-two bytes, or so", 1), AccessTokens::new(clock.clone()));
    tokens.learn("https://tickets.example", std::slice::from_ref(key.public())).expect("a key of ours");
    let text = String::from_utf8_lossy(bytes);
    assert!(tokens.verify(&text).is_err(), "{text:?} was accepted");
    let now = clock.now();
    let claims = AccessClaims {
        issuer: "https://tickets.example".to_owned(),
        subject: UserId::parse("u:7").expect("a name"),
        session: Uuid::nil(),
        token: Uuid::nil(),
        issued_at: now,
        expires_at: now.plus(ACCESS_TOKEN_LIFE),
        authenticated_at: now,
        method: "pwd",
        guest: None,
        rights: Rights::default(),
        gate: None,
    };
    let genuine = key.sign(&claims).expect("a token");
    let Some((at, byte)) = bytes.split_first() else { return };
    let mut changed = genuine.clone().into_bytes();
    let at = usize::from(*at) % changed.len();
    changed[at] = byte.first().copied().unwrap_or(b'A');
    let changed = String::from_utf8_lossy(&changed).into_owned();
    // The last character of a signature has bits that stand for nothing, which a strict decoder refuses.
    assert!(changed == genuine || tokens.verify(&changed).is_err(), "{changed:?} was accepted");
});
