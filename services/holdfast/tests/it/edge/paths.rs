//! Routes of other services have no path on the public port, however it is spelled.

use super::Wire;
use crate::{demo, start};

#[tokio::test]
async fn internal_routes_cannot_be_spelled() {
    let server = start(&demo()).await;
    for target in [
        "/internal",
        "/internal/order/sales",
        "/Internal/order/sales",
        "//internal/order/sales",
        "/api/../internal/order/sales",
        "/api/orders/../../internal/order/sales",
        "/api/orders/%2e%2e/%2e%2e/internal/order/sales",
        "/api/orders/..%2f..%2finternal/order/sales",
        "/api/orders/..%252f..%252finternal/order/sales",
        "/%69nternal/order/sales",
        "/internal;x/order/sales",
        "/internal/order/sales?x#y",
        "/internal%00/order/sales",
        "http://localhost/internal/order/sales",
        "http://internal/order/sales",
    ] {
        let request = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let said = Wire::asking(&server, request).await.rest().await;
        assert!(said.starts_with("HTTP/1.1 404") || said.starts_with("HTTP/1.1 400"), "{target}: {said}");
    }
    let connect = "CONNECT internal:80 HTTP/1.1\r\nHost: internal\r\n\r\n";
    let said = Wire::asking(&server, connect).await.rest().await;
    assert!(said.starts_with("HTTP/1.1 4"), "{said}");
}
