//! The refresh token of a stranger: what can be parsed is written the same way again, so no token has two spellings.

#![no_main]

use identity::app::{LinkTokens, PresentedRefresh};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    if let Some(presented) = PresentedRefresh::parse(&text) {
        assert_eq!(PresentedRefresh::parse(&text), Some(presented));
        assert!(text.starts_with("hfr1."));
    }
    assert_eq!(LinkTokens::new(b"secret").verify(&text), None, "{text:?} opens a link");
});
