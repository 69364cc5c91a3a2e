//! Pages of other sites: what a browser that asks for them is answered.

use reqwest::Method;
use server::HttpConfig;

use crate::site::{Answer, Site, answer, config};

const PARTNER: &str = "https://partner.example";

fn with(origins: &str) -> Site {
    Site::start_with(HttpConfig { cors_origins: origins.parse().unwrap(), ..config() })
}

async fn preflight(site: &Site, origin: &str) -> Answer {
    let request = site.call(Method::OPTIONS, "/api/things").header("Origin", origin);
    let request = request.header("Access-Control-Request-Method", "POST");
    answer(request.header("Access-Control-Request-Headers", "content-type,idempotency-key")).await
}

fn allowed(answer: &Answer) -> Option<&str> {
    answer.header("access-control-allow-origin")
}

#[tokio::test]
async fn without_the_setting_no_other_site_is_permitted_anything() {
    let site = Site::start();
    let refused = preflight(&site, PARTNER).await;
    refused.refused(405, "METHOD_NOT_ALLOWED");
    let read = answer(site.get("/api/things?limit=5").header("Origin", PARTNER)).await;
    for answer in [refused, read] {
        assert_eq!((allowed(&answer), answer.header("vary")), (None, None));
    }
}

#[tokio::test]
async fn a_listed_site_is_permitted_what_the_api_has_and_no_other_is() {
    let site = with("https://partner.example, http://localhost:5173");
    let permitted = preflight(&site, PARTNER).await;
    assert_eq!((permitted.status, allowed(&permitted)), (204, Some(PARTNER)));
    assert_eq!(permitted.header("access-control-allow-credentials"), Some("true"));
    let methods = permitted.header("access-control-allow-methods").unwrap();
    assert!(["GET", "POST", "PUT", "DELETE"].iter().all(|method| methods.contains(method)), "{methods}");
    let headers = permitted.header("access-control-allow-headers").unwrap().to_lowercase();
    for header in ["content-type", "idempotency-key", "hold-token", "guest-secret", "last-event-id", "prefer"]
    {
        assert!(headers.contains(header), "{header} is not permitted: {headers}");
    }
    permitted.trace_id();

    for other in
        ["https://evil.example", "http://partner.example", "https://partner.example.evil.example", "null"]
    {
        let refused = preflight(&site, other).await;
        refused.refused(405, "METHOD_NOT_ALLOWED");
        assert_eq!((allowed(&refused), refused.header("vary")), (None, Some("Origin")), "{other}");
    }
}

#[tokio::test]
async fn every_answer_to_a_listed_site_may_be_read_by_it_also_a_refusal() {
    let site = with(PARTNER);
    for (path, status) in [("/api/things?limit=5", 200), ("/api/things/0", 400), ("/nothing", 404)] {
        let answer = answer(site.get(path).header("Origin", PARTNER)).await;
        assert_eq!((answer.status, allowed(&answer)), (status, Some(PARTNER)), "{path}");
        assert!(answer.header("access-control-expose-headers").unwrap().contains("Trace-Id"));
        assert_eq!(answer.header("vary"), Some("Origin"));
    }
    let plain = answer(site.get("/api/things?limit=5")).await;
    assert_eq!((allowed(&plain), plain.header("vary")), (None, Some("Origin")), "for a shared cache");
}

#[tokio::test]
async fn a_method_that_is_asked_for_without_permission_is_refused_as_ever() {
    let site = with(PARTNER);
    let options = answer(site.call(Method::OPTIONS, "/api/things").header("Origin", PARTNER)).await;
    options.refused(405, "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn any_site_is_permitted_without_what_the_browser_has_of_its_user() {
    let config = HttpConfig { cors_origins: "*".parse().unwrap(), anonymous_open: false, ..config() };
    let site = Site::start_with(config);
    let permitted = preflight(&site, "https://any.example").await;
    assert_eq!((permitted.status, allowed(&permitted)), (204, Some("*")));
    let read = answer(site.get("/api/things?limit=5").header("Origin", "https://any.example")).await;
    for answer in [permitted, read] {
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
}
