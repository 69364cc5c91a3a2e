//! `POST /api/reservations/{eventId}/{seatId}/extend`: what passes is a second at least and the life of a hold at most.
#![no_main]

use contracts::http::reservation::ExtendHoldBody;
use fuzz::{anonymous, body, refused};
use libfuzzer_sys::fuzz_target;
use reservation::app::HoldLimits;
use reservation::http::convert::extension;

fuzz_target!(|bytes: &[u8]| {
    let Some(body) = body::<ExtendHoldBody>(bytes) else { return };
    let (access, key) = anonymous();
    match extension(&body, &access, &key) {
        Ok((by, _)) => assert!((HoldLimits::EXTENSION_MIN..=HoldLimits::LIFE_MAX).contains(&by)),
        Err(error) => refused(&error),
    }
});
