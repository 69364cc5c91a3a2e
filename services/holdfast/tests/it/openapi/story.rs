//! Plays operations by their examples on the real binary: sends what the description shows, and compares what comes back with what it says.

use std::collections::{BTreeMap, BTreeSet};

use contracts::http::headers;
use reqwest::Method;
use serde_json::{Map, Value, json};
use testkit::stream::{SseConnection, SseFrame, SseItem};
use testkit::{Answer, ApiClient, Call, eventually};

use super::{committed, resolved, schema};
use crate::SOON;
use crate::line::TOKEN;

/// What any server may say of any answer, and no description repeats.
const STANDARD: [&str; 14] = [
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-security-policy",
    "content-type",
    "date",
    "referrer-policy",
    "transfer-encoding",
    "vary",
    "x-accel-buffering",
    "x-content-type-options",
    "x-frame-options",
    "strict-transport-security",
];

/// Fields of requests that name what the server has made.
const REPLACED: [&str; 5] = ["orderId", "token", "refreshToken", "ownerId", "client_secret"];
/// What is no JSON, and no other example has.
const FORM: &str = "application/x-www-form-urlencoded";

pub(super) struct Story {
    pub(super) description: Value,
    pub(super) api: ApiClient,
    /// What the server has made, by the name under which it answered: it takes the place of what an example shows.
    made: BTreeMap<String, Value>,
    /// Operations, and examples of requests by the names of their components.
    pub(super) played: BTreeSet<String>,
}

impl Story {
    pub(super) fn new(api: ApiClient) -> Self {
        Self { description: committed(), api, made: BTreeMap::new(), played: BTreeSet::new() }
    }

    /// From now on instead of the example.
    pub(super) fn with(&mut self, name: &str, value: impl Into<Value>) {
        self.made.insert(name.to_owned(), value.into());
    }

    pub(super) fn made(&self, name: &str) -> &str {
        self.made[name].as_str().unwrap()
    }

    pub(super) fn forget(&mut self, name: &str) {
        self.made.remove(name);
    }

    /// With the first example; as soon as it succeeds, since what it needs may take a moment.
    pub(super) async fn play(&mut self, id: &str) -> Value {
        self.play_example(id, 0).await
    }

    pub(super) async fn play_example(&mut self, id: &str, number: usize) -> Value {
        let (method, path, operation) = self.operation(id);
        let body = self.body(&operation, number);
        let answer = eventually(&format!("{id} succeeds"), SOON, async || {
            let call = self.call(&method, &path, &operation);
            let call = match &body {
                Some(body) if operation["requestBody"]["content"][FORM].is_object() => {
                    call.body(FORM, form(body))
                }
                Some(body) => call.json(body),
                None => call,
            };
            let answer = call.await;
            if answer.status >= 300 {
                println!("{id}: {answer}");
            }
            (answer.status < 300).then_some(answer)
        })
        .await;
        self.played.insert(id.to_owned());
        let value = self.compare(id, &operation, &answer);
        self.keep(&value);
        value
    }

    /// As a browser: where it is led to is the answer.
    pub(super) async fn visit(&mut self, id: &str) {
        let (_, path, operation) = self.operation(id);
        let answer = self.api.visit(&self.address(&path, &operation)).header("Accept", "text/html").await;
        assert_eq!(answer.status, 303, "{id}: {answer}");
        self.compare(id, &operation, &answer);
        self.played.insert(id.to_owned());
    }

    /// The next event of a stream, as the description has it: `event`, `id` and `data`.
    pub(super) async fn follow(&mut self, id: &str, query: &str, last: Option<&str>, event: &str) -> Value {
        let (_, path, operation) = self.operation(id);
        let path = format!("{}{query}", self.address(&path, &operation));
        let api = self.api.with_caller("mina");
        let mut stream = SseConnection::open(&api, &path, last).await.unwrap().unwrap();
        let schema = &operation["responses"]["200"]["content"]["text/event-stream"]["schema"];
        let found = tokio::time::timeout(SOON, async {
            loop {
                let item =
                    stream.next().await.unwrap().unwrap_or_else(|| panic!("{id} ended before {event}"));
                let SseItem::Frame(frame) = item else { continue };
                let written = written(&frame);
                let faults = schema::faults(&self.description, schema, &written);
                assert!(faults.is_empty(), "{id}: {faults:#?}");
                if frame.event == event {
                    return written;
                }
            }
        });
        let found = found.await.unwrap_or_else(|_| panic!("{id} does not send {event}"));
        self.played.extend([id.to_owned(), format!("{id} {event}")]);
        found
    }

    fn operation(&self, id: &str) -> (Method, String, Value) {
        let paths = self.description["paths"].as_object().unwrap();
        let mut operations = paths.iter().flat_map(|(path, methods)| {
            methods.as_object().unwrap().iter().map(move |(method, operation)| (path, method, operation))
        });
        let found = operations.find(|(_, _, operation)| operation["operationId"] == id);
        let (path, method, operation) = found.unwrap_or_else(|| panic!("there is no operation {id}"));
        (method.to_uppercase().parse().unwrap(), path.clone(), operation.clone())
    }

    fn parameters(&self, operation: &Value) -> Vec<Value> {
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        parameters.iter().map(|parameter| resolved(&self.description, parameter).clone()).collect()
    }

    /// Of a parameter: what was made under its name, or the example.
    fn value(&self, parameter: &Value) -> String {
        let name = parameter["name"].as_str().unwrap();
        let own = if name == headers::QUEUE_TICKET { "ticket" } else { name };
        match self.made.get(own).unwrap_or(&parameter["example"]) {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            other @ (Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
                panic!("the parameter {name} has no example: {other}")
            }
        }
    }

    /// With all that has to be in it.
    pub(super) fn address(&self, path: &str, operation: &Value) -> String {
        let (mut path, mut separator) = (path.to_owned(), '?');
        for parameter in self.parameters(operation) {
            let name = parameter["name"].as_str().unwrap();
            if parameter["in"] == "path" {
                path = path.replace(&format!("{{{name}}}"), &self.value(&parameter));
            } else if parameter["in"] == "query" && parameter["required"] == true {
                path = format!("{path}{separator}{name}={}", self.value(&parameter));
                separator = '&';
            }
        }
        path
    }

    /// By a caller of the kind that the operation is for.
    fn call(&self, method: &Method, path: &str, operation: &Value) -> Call {
        let mut call = self.api.call(method.clone(), &self.address(path, operation));
        for parameter in self.parameters(operation) {
            let name = parameter["name"].as_str().unwrap();
            if parameter["in"] == "header" && parameter["required"] == true {
                let value = self.value(&parameter);
                let value =
                    if name == headers::IDEMPOTENCY_KEY { self.key(operation, &value) } else { value };
                call = call.header(name, &value);
            }
            if name == headers::CALLER_ID {
                call = call.caller("mina");
            }
        }
        let security = operation["security"].as_array().cloned().unwrap_or_default();
        if security.contains(&json!({ "operatorToken": [] })) {
            call = call.header("Authorization", &format!("Bearer {TOKEN}"));
        } else if security == [json!({ "accessToken": [] })] {
            call = call.header("Authorization", &format!("Bearer {}", self.made("accessToken")));
        }
        call
    }

    /// A key stands for one request of one operation.
    fn key(&self, operation: &Value, example: &str) -> String {
        let id = operation["operationId"].as_str().unwrap();
        format!("{example}-{id}-{}", self.played.len())
    }

    fn body(&mut self, operation: &Value, number: usize) -> Option<Value> {
        let contents = &operation["requestBody"]["content"];
        let content = contents.get("application/json").or(contents.get(FORM))?;
        let examples: Vec<String> = content["examples"].as_object()?.keys().cloned().collect();
        let name =
            examples.get(number).unwrap_or_else(|| panic!("{} has {examples:?}", operation["operationId"]));
        let reference = &content["examples"][name];
        let mut body = resolved(&self.description, reference)["value"].clone();
        for (field, value) in body.as_object_mut()? {
            if let Some(made) = self.made.get(field).filter(|_| REPLACED.contains(&field.as_str())) {
                value.clone_from(made);
            }
        }
        self.played.insert(name.clone());
        Some(body)
    }

    /// Status, headers, type and body are described.
    fn compare(&self, id: &str, operation: &Value, answer: &Answer) -> Value {
        let described = &operation["responses"][answer.status.to_string()];
        assert!(described.is_object(), "{id}: the status {} is not described", answer.status);
        let described = resolved(&self.description, described);
        self.compare_headers(id, described, answer);
        let Some(contents) = described["content"].as_object() else {
            assert!(answer.bytes.is_empty(), "{id}: a body is not described: {answer}");
            return Value::Null;
        };
        let kind = answer.header("Content-Type").unwrap_or_default().split(';').next().unwrap().to_owned();
        let content = contents.get(&kind).unwrap_or_else(|| panic!("{id}: {kind} is not described"));
        let value = match kind.as_str() {
            "application/json" => answer.json(),
            _ => Value::String(String::from_utf8(answer.bytes.clone()).unwrap()),
        };
        let faults = schema::faults(&self.description, &content["schema"], &value);
        assert!(faults.is_empty(), "{id}: {faults:#?}");
        value
    }

    fn compare_headers(&self, id: &str, described: &Value, answer: &Answer) {
        let names: BTreeSet<String> = described["headers"]
            .as_object()
            .map(|headers| headers.keys().map(|name| name.to_ascii_lowercase()).collect())
            .unwrap_or_default();
        for name in answer.headers.keys().map(reqwest::header::HeaderName::as_str) {
            assert!(names.contains(name) || STANDARD.contains(&name), "{id}: {name} is not described");
        }
        assert_eq!(answer.trace_id().len(), 32);
    }

    /// Ids and tokens of an answer, for what follows.
    fn keep(&mut self, value: &Value) {
        const MADE: [&str; 9] = [
            "accessToken",
            "holdToken",
            "orderId",
            "refreshToken",
            "requestId",
            "reservationId",
            "sessionId",
            "ticket",
            "token",
        ];
        let fields: Map<String, Value> = value.as_object().cloned().unwrap_or_default();
        self.made.extend(fields.into_iter().filter(|(name, _)| MADE.contains(&name.as_str())));
    }
}

/// Of fields that need no escapes.
fn form(fields: &Value) -> String {
    let fields = fields.as_object().unwrap().iter();
    let pairs: Vec<String> =
        fields.map(|(name, value)| format!("{name}={}", value.as_str().unwrap())).collect();
    pairs.join("&")
}

/// As the schemas of streams have it.
pub(super) fn written(frame: &SseFrame) -> Value {
    let data: Value = serde_json::from_str(&frame.data).unwrap();
    let mut written = json!({ "event": frame.event, "data": data });
    if let Some(id) = &frame.id {
        written["id"] = json!(id);
    }
    written
}
