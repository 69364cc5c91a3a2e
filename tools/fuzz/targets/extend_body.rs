//! `POST /api/reservations/{eventId}/{seatId}/extend`: what passes is a second at least and the life of a hold at most.
#![no_main]

use contracts::http::reservation::ExtendHoldBody;
use fuzz::{anonymous, body, refused};
use libfuzzer_sys::fuzz_target;
use primitives::{EventId, SeatId};
use reservation::app::HoldLimits;
use reservation::http::convert::extend_request;
use server::EventSeatPath;

fuzz_target!(|bytes: &[u8]| {
    let Some(body) = body::<ExtendHoldBody>(bytes) else { return };
    let path = EventSeatPath { event: EventId::new(1).expect("an id"), seat: SeatId::new(2).expect("an id") };
    let (access, key) = anonymous();
    match extend_request(path, &body, access, key) {
        Ok(request) => assert!((HoldLimits::EXTENSION_MIN..=HoldLimits::LIFE_MAX).contains(&request.by)),
        Err(error) => refused(&error),
    }
});
