//! A running Jaeger, asked by its API what it knows of a trace.

use std::time::Duration;

use serde_json::Value;

use super::span::Span;

const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// Where it takes spans, on the host that its API is on.
const OTLP_PORT: u16 = 4317;

#[derive(Debug, Clone)]
pub(crate) struct Jaeger {
    /// Without a slash at its end.
    api: String,
    client: reqwest::Client,
}

impl Jaeger {
    /// The one whose API `HOLDFAST_TEST_JAEGER` names, such as http://127.0.0.1:16686.
    #[expect(clippy::disallowed_methods, reason = "a setting of the tests, not of the product")]
    pub(crate) fn given() -> Option<Self> {
        let api = std::env::var("HOLDFAST_TEST_JAEGER").ok()?.trim_end_matches('/').to_owned();
        let client = reqwest::Client::builder().timeout(ANSWER_WITHIN).build().unwrap();
        Some(Self { api, client })
    }

    pub(crate) fn endpoint(&self) -> String {
        let (host, _) = self.api.rsplit_once(':').expect("HOLDFAST_TEST_JAEGER has to name a port");
        format!("{host}:{OTLP_PORT}")
    }

    /// Nothing while it does not know the trace yet, which it says with a 404.
    pub(crate) async fn trace(&self, id: &str) -> Vec<Span> {
        let answer = self.client.get(format!("{}/api/v3/traces/{id}", self.api)).send().await.unwrap();
        if !answer.status().is_success() {
            return Vec::new();
        }
        let known: Value = answer.json().await.unwrap();
        let resources = known.pointer("/result/resourceSpans").and_then(Value::as_array);
        resources.into_iter().flatten().flat_map(spans_of).collect()
    }
}

fn spans_of(resource: &Value) -> Vec<Span> {
    let attributes = resource.pointer("/resource/attributes").and_then(Value::as_array);
    let name = attributes.into_iter().flatten().find(|attribute| attribute["key"] == "service.name");
    let process = name.map(|attribute| text(&attribute["value"]["stringValue"])).unwrap_or_default();
    let scopes = resource["scopeSpans"].as_array().into_iter().flatten();
    let spans = scopes.flat_map(|scope| scope["spans"].as_array().into_iter().flatten());
    let read = |span: &Value| Span {
        trace: text(&span["traceId"]),
        id: text(&span["spanId"]),
        parent: text(&span["parentSpanId"]),
        name: text(&span["name"]),
        process: process.clone(),
        start: text(&span["startTimeUnixNano"]).parse().unwrap(),
        links: span["links"].as_array().into_iter().flatten().map(|link| text(&link["traceId"])).collect(),
    };
    spans.map(read).collect()
}

/// Empty for what is not there.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
