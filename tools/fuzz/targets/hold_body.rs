//! `POST /api/reservations`: what passes is one to eight different seats of one event, for as long as a hold may live.
#![no_main]

use std::collections::HashSet;

use contracts::http::reservation::HoldSeatsBody;
use fuzz::{anonymous, body, refused};
use libfuzzer_sys::fuzz_target;
use reservation::app::HoldLimits;
use reservation::http::convert::hold_request;

fuzz_target!(|bytes: &[u8]| {
    let Some(body) = body::<HoldSeatsBody>(bytes) else { return };
    let (event, limits) = (body.event_id, HoldLimits::default());
    let (access, key) = anonymous();
    match hold_request(body, &access, key, &limits) {
        Ok(request) => {
            assert_eq!(request.event.get(), event);
            assert!((1..=limits.seats_per_call_max).contains(&request.seats.len()));
            assert_eq!(request.seats.iter().collect::<HashSet<_>>().len(), request.seats.len());
            assert!((HoldLimits::LIFE_MIN..=HoldLimits::LIFE_MAX).contains(&request.life));
        }
        Err(error) => refused(&error),
    }
});
