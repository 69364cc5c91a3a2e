//! What operators ask is not on the public port, except for a person who tries it out on their own machine.

use contracts::ErrorCode;
use testkit::{Address, ApiClient, eventually};

use crate::{SOON, Server, demo, start};

async fn is_public(server: &Server) -> bool {
    let (metrics, ping) = (server.api().get("/metrics").await, server.api().get("/healthz?db=ping").await);
    for path in ["/healthz", "/readyz", "/openapi.json", "/docs/"] {
        assert_eq!(server.api().get(path).await.status, 200, "{path}");
    }
    if metrics.status == 200 {
        assert_eq!(ping.status, 200, "{ping}");
        return true;
    }
    metrics.refused(ErrorCode::NotFound);
    ping.refused(ErrorCode::Forbidden);
    false
}

#[tokio::test]
async fn operators_ask_the_internal_listener() {
    let [port] = engines::free_ports().unwrap();
    let internal = format!("127.0.0.1:{port}");
    let options = demo()
        .env("HOLDFAST_INTERNAL_LISTEN", &internal)
        .env("HOLDFAST_SERVICE_SECRET", "a service secret of tests, 32 bytes long");
    let server = start(&options).await;
    assert!(!is_public(&server).await);
    let operator = ApiClient::new(Address::new(format!("http://{internal}")));
    for path in ["/metrics", "/healthz", "/healthz?db=ping", "/readyz"] {
        assert_eq!(operator.get(path).await.status, 200, "{path}");
    }
    operator.get("/internal/order/standing").await.refused(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn a_closed_server_shows_strangers_nothing_of_itself() {
    let closed = demo().env("HOLDFAST_ANONYMOUS", "closed");
    assert!(!is_public(&start(&closed).await).await);
    assert!(is_public(&start(&demo()).await).await, "on loopback, for a person who tries it out");
}

#[tokio::test]
async fn how_many_wait_in_lines_has_the_name_of_a_source_design_too() {
    let server = start(&demo()).await;
    eventually("the lines of the demo had a turn", SOON, async || {
        let metrics = server.api().get("/metrics").attempt().await.ok()?;
        String::from_utf8_lossy(&metrics.bytes).contains("\nqueue_depth ").then_some(())
    })
    .await;
}
