//! The sale pass of a stranger, with or without a secret that it carries: arbitrary text, and a genuine pass with one byte changed. Neither admits anyone.

#![no_main]

use std::time::Duration;

use access::{PassRefused, PresentedToken, SalePass, SalePasses};
use libfuzzer_sys::fuzz_target;
use primitives::{Clock, EventId, FakeClock, VisitorId};
use uuid::Uuid;

fuzz_target!(|bytes: &[u8]| {
    let passes = SalePasses::new(b"a secret of thirty-two bytes, or so");
    let (event, now) = (EventId::new(4).expect("an id"), FakeClock::default().now());
    let text = String::from_utf8_lossy(bytes);
    let presented = PresentedToken::of(&text);
    assert_eq!(presented.to_string(), text, "what was presented is lost");
    assert_eq!(passes.verify(event, presented.token, now), Err(PassRefused));

    let expires_at = now.plus(Duration::from_secs(600));
    let pass = SalePass { event, visitor: VisitorId(7), session: Uuid::nil(), issued_at: now, expires_at };
    let genuine = passes.issue(&pass).expect("a pass");
    assert_eq!(passes.verify(event, &genuine, now), Ok(pass));
    let [place, letter, ..] = bytes else { return };
    let mut changed = genuine.clone().into_bytes();
    let place = usize::from(*place) % changed.len();
    changed[place] = *letter & 0x7f;
    let changed = String::from_utf8(changed).expect("ASCII");
    // The last character of a signature has bits that stand for nothing, which a strict decoder refuses.
    assert!(changed == genuine || passes.verify(event, &changed, now) == Err(PassRefused), "{changed:?} passed");
});
