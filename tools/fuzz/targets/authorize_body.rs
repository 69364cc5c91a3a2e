//! `POST /api/payments/authorize`: what passes names an order, and a method that there is.
#![no_main]

use contracts::http::payment::{AuthorizeBody, METHODS};
use fuzz::{body, refused};
use libfuzzer_sys::fuzz_target;
use payment::http::convert::DecisionQuery;
use primitives::OrderId;

fuzz_target!(|bytes: &[u8]| {
    let Some(body) = body::<AuthorizeBody>(bytes) else { return };
    match DecisionQuery::try_from(body) {
        Ok(DecisionQuery { order, method }) => {
            assert_eq!(order.to_string().parse::<OrderId>(), Ok(order));
            assert!(method.is_none_or(|method| METHODS.contains(&method.as_str())));
        }
        Err(error) => refused(&error),
    }
});
