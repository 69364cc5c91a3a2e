//! `POST /api/reservations/best`: what passes is one to eight seats at a price that can be, for as long as a hold may live.
#![no_main]

use contracts::http::reservation::BestSeatsBody;
use fuzz::{anonymous, body, refused};
use libfuzzer_sys::fuzz_target;
use reservation::app::HoldLimits;
use reservation::http::convert::best_request;

fuzz_target!(|bytes: &[u8]| {
    let Some(body) = body::<BestSeatsBody>(bytes) else { return };
    let (event, limits) = (body.event_id, HoldLimits::default());
    let (access, key) = anonymous();
    match best_request(&body, &access, key, &limits) {
        Ok(request) => {
            assert_eq!(request.terms.event.get(), event);
            assert!((1..=limits.seats_per_call_max).contains(&request.quantity));
            assert!(request.max_price.is_none_or(|price| price >= 0));
            assert!((HoldLimits::LIFE_MIN..=HoldLimits::LIFE_MAX).contains(&request.terms.life));
        }
        Err(error) => refused(&error),
    }
});
