//! `POST /api/reservations`: what passes is one to eight different seats of one event, or as many units, for as long as a hold may live.
#![no_main]

use std::collections::HashSet;

use contracts::http::reservation::HoldSeatsBody;
use fuzz::{anonymous, body, refused};
use libfuzzer_sys::fuzz_target;
use reservation::app::{HoldLimits, Wanted};
use reservation::http::convert::{Asked, hold_request};

fuzz_target!(|bytes: &[u8]| {
    let Some(body) = body::<HoldSeatsBody>(bytes) else { return };
    let (event, limits) = (body.event_id, HoldLimits::default());
    let (access, key) = anonymous();
    let allowed = 1..=limits.seats_per_call_max;
    match hold_request(&body, &access, key, &limits) {
        Ok(Asked::Seats(request)) => {
            let Wanted::Seats(seats) = request.wanted else { panic!("units by their ids") };
            assert_eq!(request.event.get(), event);
            assert!(allowed.contains(&seats.len()));
            assert_eq!(seats.iter().collect::<HashSet<_>>().len(), seats.len());
            assert!((HoldLimits::LIFE_MIN..=HoldLimits::LIFE_MAX).contains(&request.life));
        }
        Ok(Asked::Units(request)) => {
            assert_eq!(request.terms.event.get(), event);
            assert!(allowed.contains(&request.quantity));
            assert!((HoldLimits::LIFE_MIN..=HoldLimits::LIFE_MAX).contains(&request.terms.life));
        }
        Err(error) => refused(&error),
    }
});
