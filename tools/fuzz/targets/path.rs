//! Ids in a path: an id that is accepted names one thing, however many zeros stood before it.
#![no_main]

use fuzz::{extract, refused, request};
use libfuzzer_sys::fuzz_target;
use primitives::OrderId;
use server::{EventIdPath, EventSeatPath, OrderIdPath};

/// The number, without leading zeros.
fn plain(digits: &str) -> &str {
    digits.trim_start_matches('0')
}

fuzz_target!(|path: &str| {
    let (first, second) = path.split_once('/').unwrap_or((path, ""));
    let request = request(true).param("first", first.to_owned()).param("second", second.to_owned());
    let request = request.to_http_request();
    match extract::<EventIdPath>(&request) {
        Ok(EventIdPath(event)) => assert_eq!(event.to_string(), plain(first)),
        Err(error) => refused(&error),
    }
    match extract::<EventSeatPath>(&request) {
        Ok(EventSeatPath { event, seat }) => {
            assert_eq!(event.to_string(), plain(first));
            assert_eq!(seat.to_string(), plain(second));
        }
        Err(error) => refused(&error),
    }
    match extract::<OrderIdPath>(&request) {
        Ok(OrderIdPath(order)) => assert_eq!(order.to_string().parse::<OrderId>(), Ok(order)),
        Err(error) => refused(&error),
    }
});
