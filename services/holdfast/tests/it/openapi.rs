//! The committed API description is the one that the binary serves, and it leaves no method out. That it leaves no route out: `authorization`.

use std::path::Path;

use serde_json::Value;

use crate::authorization::any_address;
use crate::{demo, start};

mod examples;
mod provider;
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
        let concrete = any_address(path);
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
