//! Request bodies that fit, and all the ways in which they do not.

use reqwest::header::CONTENT_TYPE;
use serde_json::json;

use crate::site::{Site, answer};

#[tokio::test]
async fn a_body_that_fits_reaches_the_handler() {
    let site = Site::start();
    let made = answer(site.post("/api/things").json(&json!({ "eventId": 1, "seatIds": [2] }))).await;
    assert_eq!((made.status, made.json()), (201, json!({ "eventId": 1, "seatIds": [2] })));
}

#[tokio::test]
async fn a_body_that_is_not_json_is_malformed() {
    let site = Site::start();
    for body in ["", "{", "{\"eventId\":", "nonsense", "{\"eventId\":1}}", "\u{1}"] {
        let request = site.post("/api/things").header(CONTENT_TYPE, "application/json").body(body);
        answer(request).await.refused(400, "MALFORMED_JSON");
    }
    let not_text =
        site.post("/api/things").header(CONTENT_TYPE, "application/json").body(vec![b'{', b'"', 0xff]);
    answer(not_text).await.refused(400, "MALFORMED_JSON");
}

#[tokio::test]
async fn a_body_that_does_not_fit_names_the_field() {
    let site = Site::start();
    for (body, field) in [
        (json!([1, [2]]), "body"),
        (json!("text"), "body"),
        (json!(null), "body"),
        (json!({ "eventId": 1, "sets": [] }), "sets"),
        (json!({ "eventId": "one" }), "eventId"),
        (json!({ "eventId": 9_223_372_036_854_775_808_u64 }), "eventId"),
        (json!({ "eventId": 1, "seatIds": 7 }), "seatIds"),
        (json!({ "eventId": 1, "seatIds": [1, "x"] }), "seatIds[1]"),
        (json!({ "seatIds": [1] }), "eventId"),
    ] {
        let fields = answer(site.post("/api/things").json(&body)).await.refused(422, "VALIDATION_FAILED");
        assert!(fields[field].is_string(), "{body} was refused without naming {field}: {fields}");
    }
}

#[tokio::test]
async fn a_body_of_another_type_is_unsupported() {
    let site = Site::start();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"] {
        let request = site.post("/api/things").header(CONTENT_TYPE, kind).body("{\"eventId\":1}");
        answer(request).await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    }
    answer(site.post("/api/things").body("{\"eventId\":1}")).await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_so_that_the_client_can_read_it() {
    let site = Site::start();
    for bytes in [16 * 1024 + 1, 20 * 1024, 900 * 1024] {
        let request =
            site.post("/api/things").header(CONTENT_TYPE, "application/json").body(vec![b' '; bytes]);
        answer(request).await.refused(413, "PAYLOAD_TOO_LARGE");
    }
    // Without a Content-Length, the size is unknown before it has been read.
    let chunks = futures::stream::iter((0..20).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1024])));
    let request = site.post("/api/things").header(CONTENT_TYPE, "application/json");
    answer(request.body(reqwest::Body::wrap_stream(chunks))).await.refused(413, "PAYLOAD_TOO_LARGE");

    let mut fits = vec![b' '; 16 * 1024 - 13];
    fits.extend_from_slice(b"{\"eventId\":1}");
    let request = site.post("/api/things").header(CONTENT_TYPE, "application/json").body(fits);
    assert_eq!(answer(request).await.status, 201);
}

#[tokio::test]
async fn a_body_that_may_be_absent_is_checked_where_there_is_one() {
    let site = Site::start();
    let absent = answer(site.post("/api/trials/optional-body")).await;
    assert_eq!((absent.status, absent.json()["eventId"].clone()), (200, json!(0)));
    let given = answer(site.post("/api/trials/optional-body").json(&json!({ "eventId": 5 }))).await;
    assert_eq!(given.json()["eventId"], 5);
    let wrong = site.post("/api/trials/optional-body").json(&json!({ "eventid": 5 }));
    answer(wrong).await.refused(422, "VALIDATION_FAILED");
    answer(site.post("/api/trials/optional-body").body("5")).await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
}
