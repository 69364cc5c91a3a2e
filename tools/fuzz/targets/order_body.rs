//! `POST /api/orders`: what passes asks for what was written, and its canonical form says so in JSON.
#![no_main]

use contracts::http::order::PlaceOrderBody;
use fuzz::{anonymous, body, refused};
use libfuzzer_sys::fuzz_target;
use order::domain::OrderRequest;
use order::http::convert::request;
use serde_json::json;

fuzz_target!(|bytes: &[u8]| {
    let Some(body) = body::<PlaceOrderBody>(bytes) else { return };
    if let Some(token) = &body.hold_token {
        let (mut access, _) = anonymous();
        if let Err(error) = access.present_token("holdToken", token) {
            refused(&error);
        }
    }
    match request(&body) {
        Ok(request) => {
            assert!((1..=OrderRequest::SEATS_MAX).contains(&request.seats().len()));
            let canonical: serde_json::Value =
                serde_json::from_str(&request.canonical_json()).expect("the canonical form is JSON");
            let asked = json!({
                "eventId": body.event_id, "paymentMethod": body.payment_method, "seatIds": body.seat_ids,
            });
            assert_eq!(canonical, asked);
        }
        Err(error) => refused(&error),
    }
});
