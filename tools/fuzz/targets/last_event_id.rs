//! `Last-Event-ID` of a seat map: a position, or something that a client is instructed to forget.
#![no_main]

use catalog::domain::MapPosition;
use catalog::live::LastSeen;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match LastSeen::parse(text) {
        LastSeen::At(MapPosition { epoch, version }) => {
            assert!(text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'));
            let again = LastSeen::parse(&format!("{epoch}-{version}"));
            assert_eq!(again, LastSeen::At(MapPosition { epoch, version }));
        }
        LastSeen::Unreadable => {}
        LastSeen::Nothing => panic!("a header that is there was overlooked"),
    }
});
