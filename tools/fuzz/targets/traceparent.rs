//! `traceparent`: what is well-formed is continued, and anything else leaves the span a root with an id of its own.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: telemetry::init_for_tests(), |text: &str| {
    let span = tracing::info_span!("a request");
    telemetry::in_trace(&span, Some(text));
    let continued = telemetry::trace_id(&span);
    match telemetry::trace_id_of(text) {
        Some(id) => {
            assert_eq!(continued, id);
            assert!(text.starts_with(&format!("00-{id}-")) && text.len() == 55, "{text:?}");
            assert!(id.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')));
            assert_ne!(id, "0".repeat(32));
        }
        None => assert!(!text.contains(&continued), "{text:?} was continued"),
    }
});
