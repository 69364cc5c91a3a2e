//! The committed API description is the one that the binary serves, and it leaves no route out.

use std::path::Path;

use contracts::services::{ALL, ServiceInfo};
use serde_json::Value;

use crate::{demo, start};

mod examples;
mod schema;
mod story;
mod style;

fn committed() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts/openapi/holdfast.json");
    serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap()
}

/// What a value is, or what its reference leads to.
fn resolved<'d>(description: &'d Value, value: &'d Value) -> &'d Value {
    let Some(reference) = value["$ref"].as_str() else { return value };
    let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leaves the document"));
    description.pointer(pointer).unwrap_or_else(|| panic!("{reference} names nothing"))
}

#[tokio::test]
async fn the_committed_description_is_what_the_binary_serves() {
    let server = start(&demo()).await;
    let served: Value = server.api().get("/openapi.json").await.ok();
    assert!(served == committed(), "contracts/openapi is stale: run `cargo xtask contracts`");
}

/// Asks every documented path with a method that no path has: 405 shows that the route exists, and `Allow` what it serves.
#[tokio::test]
async fn every_method_that_a_route_allows_is_described() {
    let server = start(&demo()).await;
    let api = server.api();
    let described: Value = api.get("/openapi.json").await.ok();
    let paths = described["paths"].as_object().unwrap();
    assert!(paths.len() >= 15, "{} paths are described", paths.len());
    for (path, methods) in paths {
        let concrete = path
            .replace("{eventId}", "1")
            .replace("{seatId}", "1")
            .replace("{reservationId}", "0190f3a0-0000-7000-8000-000000000000")
            .replace("{sessionId}", "0190f3a0-0000-7000-8000-000000000000")
            .replace("{requestId}", "a")
            .replace("{orderId}", "0190f3a0-0000-7000-8000-000000000000");
        assert!(!concrete.contains('{'), "the test does not know a parameter of {path}");
        let answer = api.call(reqwest::Method::TRACE, &concrete).await;
        let body = answer.refused(contracts::ErrorCode::MethodNotAllowed);
        let mut allowed: Vec<String> = answer
            .header("Allow")
            .unwrap_or_else(|| panic!("{path}: 405 without Allow: {body:?}"))
            .split(", ")
            .filter(|method| *method != "HEAD")
            .map(str::to_lowercase)
            .collect();
        allowed.sort();
        let mut known: Vec<String> = methods.as_object().unwrap().keys().cloned().collect();
        known.sort();
        assert_eq!(allowed, known, "{path}");
    }
}

/// The routes as the services register them, read from their source: a route without a description cannot be asked for here.
#[tokio::test]
async fn every_route_is_described() {
    let server = start(&demo()).await;
    let described: Value = server.api().get("/openapi.json").await.ok();
    let paths = described["paths"].as_object().unwrap();
    let services = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut routes = 0;
    for ServiceInfo { name, .. } in ALL {
        let source = std::fs::read_to_string(services.join(name).join("src/http/mod.rs")).unwrap();
        for scope in source.split("web::scope(").skip(1) {
            let prefix = scope.split('"').nth(1).unwrap();
            for path in quoted(scope, "Endpoint::new(") {
                let route = format!("{prefix}{path}");
                assert!(paths.contains_key(&route), "{route} is not in the description");
                routes += 1;
            }
        }
    }
    assert!(routes >= 10, "only {routes} routes were found: do the services register them otherwise now?");
}

/// The first string literal behind each `call`.
fn quoted<'a>(source: &'a str, call: &'a str) -> impl Iterator<Item = &'a str> {
    source.split(call).skip(1).filter_map(|rest| rest.split('"').nth(1))
}
