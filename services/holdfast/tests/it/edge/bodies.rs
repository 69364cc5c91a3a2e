//! Bodies that cost more to read than to send, and bodies in another form than they say.

use contracts::ErrorCode;

use crate::{demo, start};

#[tokio::test]
async fn deep_large_and_broken_bodies_are_refused_in_words() {
    let server = start(&demo()).await;
    let api = server.api();
    let post = async |body: Vec<u8>| api.post("/api/reservations").body("application/json", body).await;
    let (open, close) = ("[".repeat(8_000), "]".repeat(8_000));
    let nested =
        [open.clone(), format!("{open}{close}"), format!("{{\"eventId\":1,\"seatIds\":{open}{close}}}")];
    let numbers = ["1e400", "-1e400", "1.5", "99999999999999999999999999999999"];
    let numbers = numbers.map(|number| format!("{{\"eventId\":{number},\"seatId\":1}}"));
    for body in nested.into_iter().chain(numbers) {
        let refused = post(body.clone().into_bytes()).await;
        assert!(matches!(refused.error().code.status(), 400 | 422), "{body}: {refused}");
    }
    post(b"{\"eventId\":\"\xff\xfe\"}".to_vec()).await.refused(ErrorCode::MalformedJson);
    for bytes in [17 * 1024, 900 * 1024] {
        post(vec![b' '; bytes]).await.refused(ErrorCode::PayloadTooLarge);
    }
}

#[tokio::test]
async fn an_encoded_body_is_not_a_kind_that_is_read() {
    let server = start(&demo()).await;
    let api = server.api();
    let plain = br#"{"eventId":1,"seatId":1}"#;
    for coding in ["gzip", "br", "deflate", "identity, gzip", "x"] {
        let call = api.post("/api/reservations").header("Content-Encoding", coding);
        call.body("application/json", plain.as_slice()).await.refused(ErrorCode::UnsupportedMediaType);
    }
    let call = api.post("/api/reservations").header("Content-Encoding", "Identity");
    assert_eq!(call.body("application/json", plain.as_slice()).await.status, 201);
}
