//! Queries and cursors: a limit that is one, and no cursor but those that a list can have given out.
#![no_main]

use actix_web::http::Uri;
use catalog::http::convert;
use catalog::http::events::ListQuery;
use fuzz::{extract, refused, request};
use libfuzzer_sys::fuzz_target;
use order::http::cursor;
use server::QueryParams;

fuzz_target!(|text: &str| {
    match convert::read_cursor(text) {
        Ok(position) => assert_eq!(convert::cursor(position), text),
        Err(error) => refused(&error),
    }
    if let Some(place) = cursor::parse(text) {
        assert_eq!(cursor::write(place), text);
        assert!(place.created.as_micros() >= 0);
    }

    let uri = format!("/api/events?{text}");
    if uri.parse::<Uri>().is_err() {
        return;
    }
    match extract::<QueryParams<ListQuery>>(&request(true).uri(&uri).to_http_request()) {
        Ok(QueryParams(query)) => match query.limit() {
            Ok(limit) => assert!((1..=100).contains(&limit)),
            Err(error) => refused(&error),
        },
        Err(error) => refused(&error),
    }
});
