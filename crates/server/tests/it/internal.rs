//! The listener for other services: who gets through, and what becomes of their traces.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use access::{Bearer, ServiceKey};
use lifecycle::Lifecycle;
use primitives::{Clock, FakeClock};
use reqwest::{Method, RequestBuilder};
use server::{HttpConfig, Internal, Mount};

use crate::site::{Site, answer, config};
use crate::trials;

const OUTSIDE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const PATH: &str = "/internal/trials/traceparent";

pub(crate) struct House {
    site: Site,
    internal: SocketAddr,
    pub(crate) key: ServiceKey,
    clock: Arc<FakeClock>,
}

impl House {
    fn start() -> Self {
        Self::start_with(trials::mount())
    }

    pub(crate) fn start_with(mount: Mount) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let internal = listener.local_addr().unwrap();
        let (key, clock) = (ServiceKey::derive(b"a secret of services"), Arc::new(FakeClock::default()));
        let door = Internal { listener, key: key.clone(), clock: clock.clone() };
        let config = HttpConfig { request_timeout: Duration::from_millis(500), ..config() };
        let site = Site::start_reachable(config, vec![mount], Lifecycle::new(), Some(door));
        Self { site, internal, key, clock }
    }

    pub(crate) fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.site.client.request(method, format!("http://{}{path}", self.internal))
    }

    pub(crate) fn token(&self, key: &ServiceKey, audience: &'static str) -> String {
        let clock: Arc<dyn Clock> = self.clock.clone();
        Bearer::new(key.clone(), "order", audience, clock).token().unwrap()
    }

    fn good(&self) -> String {
        self.token(&self.key, "trials")
    }
}

#[tokio::test]
async fn only_who_shows_a_good_token_of_a_service_gets_through() {
    let house = House::start();
    let post = || house.call(Method::POST, PATH);
    assert_eq!(answer(post().bearer_auth(house.good())).await.status, 200);
    answer(post()).await.refused(401, "UNAUTHENTICATED");
    answer(post().bearer_auth("nonsense")).await.refused(401, "UNAUTHENTICATED");
    answer(post().basic_auth("order", Some(house.good()))).await.refused(401, "UNAUTHENTICATED");
    let elsewhere = house.token(&house.key, "catalog");
    answer(post().bearer_auth(elsewhere)).await.refused(401, "UNAUTHENTICATED");
    let foreign = house.token(&ServiceKey::derive(b"another house"), "trials");
    answer(post().bearer_auth(foreign)).await.refused(401, "UNAUTHENTICATED");
    let old = house.good();
    house.clock.advance(Duration::from_secs(66));
    answer(post().bearer_auth(old)).await.refused(401, "UNAUTHENTICATED");
    // Also where nothing is: a stranger learns of no path.
    answer(house.call(Method::GET, "/internal/trials/nowhere")).await.refused(401, "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_token_comes_in_one_line_of_its_scheme_and_as_it_was_issued() {
    let house = House::start();
    let good = house.good();
    let post = |line: &str| house.call(Method::POST, PATH).header("Authorization", line.as_bytes());
    for line in [format!("Bearer {good}"), format!("bearer {good}"), format!("BEARER  {good}")] {
        assert_eq!(answer(post(&line)).await.status, 200, "{line}");
    }
    for line in [
        String::new(),
        " ".to_owned(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        "Bearer    ".to_owned(),
        good.clone(),
        format!("Bearer{good}"),
        format!("Bearer\t{good}"),
        format!("Bearer {good} {good}"),
        format!("Bearer {good}."),
        format!("Bearer \"{good}\""),
        format!("Bearer {good}é"),
        "Bearer ключ".to_owned(),
        format!("Basic {good}"),
    ] {
        answer(post(&line)).await.refused(401, "UNAUTHENTICATED");
    }
    let twice = post(&format!("Bearer {good}")).header("Authorization", "Bearer other");
    answer(twice).await.refused(401, "UNAUTHENTICATED");
    let twice = post("Bearer other").header("Authorization", format!("Bearer {good}"));
    answer(twice).await.refused(401, "UNAUTHENTICATED");
}

#[tokio::test]
async fn the_public_listener_knows_nothing_of_internal_paths() {
    let house = House::start();
    for request in [house.site.post(PATH), house.site.get("/internal/trials/slow")] {
        answer(request.bearer_auth(house.good())).await.refused(404, "NOT_FOUND");
    }
}

#[tokio::test]
async fn the_internal_listener_serves_nothing_of_what_the_public_sees() {
    let house = House::start();
    for path in ["/api/things/1", "/openapi.json", "/docs", "/api/operator/sale-health", "/"] {
        let request = house.call(Method::GET, path).bearer_auth(house.good());
        answer(request).await.refused(404, "NOT_FOUND");
    }
}

#[tokio::test]
async fn operators_ask_the_internal_listener_where_there_is_one() {
    let house = House::start();
    for path in ["/metrics", "/healthz", "/healthz?db=ping", "/readyz"] {
        assert_eq!(answer(house.call(Method::GET, path)).await.status, 200, "{path}");
    }
    answer(house.site.get("/metrics")).await.refused(404, "NOT_FOUND");
    answer(house.site.get("/healthz?db=ping")).await.refused(403, "FORBIDDEN");
    for path in ["/healthz", "/readyz"] {
        assert_eq!(answer(house.site.get(path)).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn the_trace_of_one_of_our_services_goes_on() {
    let house = House::start();
    let request = house.call(Method::POST, PATH).bearer_auth(house.good()).header("traceparent", OUTSIDE);
    let answer = answer(request).await;
    assert_eq!(answer.trace_id(), telemetry::trace_id_of(OUTSIDE).unwrap());
    let inside = answer.json();
    assert_eq!(telemetry::trace_id_of(inside.as_str().unwrap()), telemetry::trace_id_of(OUTSIDE));
}

#[tokio::test]
async fn errors_and_time_limits_are_those_of_every_listener() {
    let house = House::start();
    let get = |path| house.call(Method::GET, path).bearer_auth(house.good());
    answer(get("/internal/trials/panic")).await.refused(500, "INTERNAL_ERROR");
    answer(get("/internal/trials/slow")).await.refused(503, "UNAVAILABLE");
    answer(get("/internal/trials/nowhere")).await.refused(404, "NOT_FOUND");
    answer(house.call(Method::PUT, PATH).bearer_auth(house.good())).await.refused(405, "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn our_services_may_say_more_than_a_stranger_but_not_everything() {
    let house = House::start();
    let thing = |seats: i64| serde_json::json!({ "eventId": 1, "seatIds": (0..seats).collect::<Vec<_>>() });
    let post = |seats| {
        house.call(Method::POST, "/internal/trials/things").bearer_auth(house.good()).json(&thing(seats))
    };
    assert_eq!(answer(post(100_000)).await.status, 201);
    answer(post(1_000_000)).await.refused(413, "PAYLOAD_TOO_LARGE");
    answer(house.site.post("/api/things").json(&thing(10_000))).await.refused(413, "PAYLOAD_TOO_LARGE");
}

#[tokio::test]
async fn both_listeners_end_together() {
    let house = House::start();
    assert_eq!(answer(house.call(Method::POST, PATH).bearer_auth(house.good())).await.status, 200);
    house.site.lifecycle.stop();
    house.site.ended().await.unwrap();
    assert!(TcpListener::bind(house.internal).is_ok(), "the internal listener is still there");
}
