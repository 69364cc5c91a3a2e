//! What the rule of a route refuses before anything else of the request is read.

use access::OperatorToken;
use primitives::FakeClock;
use server::HttpConfig;

use crate::site::{Site, answer, config};

const TOKEN: &str = "an operator token of tests, long enough";
/// Refused as a body, wherever a body is read.
const NO_BODY: &str = "[";

fn site() -> Site {
    Site::start_with(HttpConfig { operator_token: Some(OperatorToken::of(TOKEN)), ..config() })
}

#[tokio::test]
async fn who_may_not_call_is_refused_before_the_body_is_read() {
    let site = site();
    for path in ["/api/trials/operators", "/api/trials/neighbours", "/api/trials/accounts"] {
        answer(site.post(path).body(NO_BODY)).await.refused(401, "UNAUTHENTICATED");
    }
    answer(site.get("/api/trials/sessions")).await.refused(401, "UNAUTHENTICATED");
    let wrong = site.post("/api/trials/operators").bearer_auth(&TOKEN[1..]).body(NO_BODY);
    answer(wrong).await.refused(401, "UNAUTHENTICATED");
    let operator = site.post("/api/trials/operators").bearer_auth(TOKEN).body(NO_BODY);
    answer(operator).await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
}

#[tokio::test]
async fn the_token_of_one_kind_of_caller_opens_no_door_of_another() {
    let site = site();
    let of_service = access::ServiceKey::derive(b"a secret of services");
    let clock = std::sync::Arc::new(FakeClock::default());
    let neighbour = access::Bearer::new(of_service, "order", "trials", clock).token().unwrap();
    for path in ["/api/trials/accounts", "/api/trials/neighbours"] {
        for token in [TOKEN, &neighbour] {
            let status = answer(site.post(path).bearer_auth(token).body(NO_BODY)).await.status;
            assert_eq!(status, 401, "{path}");
        }
    }
    answer(site.post("/api/trials/operators").bearer_auth(neighbour)).await.refused(401, "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_handler_that_needs_a_session_under_a_rule_that_demands_none_fails_closed() {
    answer(site().get("/api/trials/wrong-rule")).await.refused(500, "INTERNAL_ERROR");
}
