//! What the page of another site could make a browser do: nothing, even where no one needs a password.

use contracts::ErrorCode;
use testkit::{Answer, ApiClient, Call};

use crate::{CLUB, demo, start};

const EXTEND: &str = "/api/reservations/1/1/extend";
const EVIL: &str = "https://evil.example";

fn from_elsewhere(api: &ApiClient, path: &str) -> Call {
    api.post(path).header("Origin", EVIL)
}

fn agrees_to_nothing(answer: &Answer) -> bool {
    !answer.headers.keys().any(|name| name.as_str().starts_with("access-control"))
}

#[tokio::test]
async fn a_page_of_another_site_cannot_change_anything() {
    let server = start(&demo()).await;
    let api = server.api();
    api.hold(CLUB, &[1]).await;
    let refused = [
        from_elsewhere(&api, EXTEND),
        from_elsewhere(&api, EXTEND).body("text/plain", ""),
        from_elsewhere(&api, EXTEND).body("application/x-www-form-urlencoded", "seconds=30"),
        from_elsewhere(&api, "/api/reservations").body("text/plain", r#"{"eventId":1,"seatId":2}"#),
    ];
    for call in refused {
        let answer = call.await;
        answer.refused(ErrorCode::UnsupportedMediaType);
        assert!(agrees_to_nothing(&answer), "{answer}");
    }
    // A browser asks before it sends these for another site, and is not answered what it would need.
    let asked = api.call(reqwest::Method::OPTIONS, EXTEND).header("Origin", EVIL);
    let asked = asked.header("Access-Control-Request-Method", "POST").await;
    assert!(asked.status >= 400 && agrees_to_nothing(&asked), "{asked}");
    let own = api.post(EXTEND).header("Origin", &server.base_url());
    assert_eq!(own.body("application/json", "{}").await.status, 200);
    assert_eq!(api.post(EXTEND).await.status, 200, "a program is no browser");
}

#[tokio::test]
async fn an_open_server_answers_only_to_its_own_names() {
    let server = start(&demo().env("HOLDFAST_HOSTS", "shop.example, tickets.example")).await;
    let api = server.api();
    for host in ["evil.example", "127.0.0.1.evil.example:8080", "localhost.evil.example"] {
        api.events().header("Host", host).await.refused(ErrorCode::Forbidden);
    }
    for host in ["localhost:8080", "127.0.0.1", "[::1]:8080", "shop.example", "TICKETS.example:443"] {
        assert_eq!(api.events().header("Host", host).await.status, 200, "{host}");
    }
    let closed = start(&demo().env("HOLDFAST_ANONYMOUS", "closed")).await;
    assert_eq!(closed.api().events().header("Host", "any.example").await.status, 200);
}
