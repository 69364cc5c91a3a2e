//! The description has one way of saying each thing, so that a generator of clients meets no exception.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::{committed, resolved};

pub(super) struct Operation<'d> {
    pub(super) name: String,
    pub(super) described: &'d Value,
}

/// With which the names of operations begin.
const VERBS: [&str; 46] = [
    "activate",
    "adjust",
    "advance",
    "assign",
    "authorize",
    "begin",
    "cancel",
    "change",
    "check",
    "claim",
    "clear",
    "close",
    "confirm",
    "deactivate",
    "delete",
    "end",
    "enter",
    "extend",
    "fail",
    "finish",
    "follow",
    "get",
    "hold",
    "issue",
    "keep",
    "leave",
    "list",
    "log",
    "make",
    "open",
    "pause",
    "pay",
    "place",
    "prove",
    "refresh",
    "register",
    "release",
    "request",
    "reserve",
    "reset",
    "resume",
    "send",
    "set",
    "show",
    "verify",
    "watch",
];

/// Each by method and path.
pub(super) fn operations(description: &Value) -> Vec<Operation<'_>> {
    let paths = description["paths"].as_object().unwrap().iter();
    let all: Vec<_> = paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.map(move |(method, described)| Operation { name: format!("{method} {path}"), described })
        })
        .collect();
    assert!(all.len() >= 30, "{} operations are described", all.len());
    all
}

fn responses<'d>(operation: &Operation<'d>) -> impl Iterator<Item = (u16, &'d Value)> {
    let responses = operation.described["responses"].as_object().unwrap().iter();
    responses.map(|(status, response)| (status.parse().unwrap(), response))
}

/// A name of the parameter, also where it is a component.
fn parameters<'d>(description: &'d Value, operation: &Operation<'d>) -> Vec<&'d str> {
    let parameters = operation.described["parameters"].as_array().map_or(&[][..], Vec::as_slice);
    parameters.iter().map(|parameter| resolved(description, parameter)["name"].as_str().unwrap()).collect()
}

#[test]
fn an_operation_is_named_by_a_verb_and_what_it_is_done_to() {
    let description = committed();
    let mut seen = BTreeSet::new();
    for operation in operations(&description) {
        let id = operation.described["operationId"].as_str().unwrap().to_owned();
        let letters = id.bytes().all(|byte| byte.is_ascii_alphabetic());
        let words = 1 + id.bytes().filter(u8::is_ascii_uppercase).count();
        let verb = id.split(|letter: char| letter.is_ascii_uppercase()).next().unwrap();
        let is_in_style = letters && VERBS.contains(&verb) && words >= 2;
        assert!(is_in_style, "{} has the id {id}", operation.name);
        assert!(seen.insert(id.clone()), "two operations have the id {id}");
    }
}

#[test]
fn every_operation_names_each_status_that_follows_from_what_it_reads() {
    let description = committed();
    for operation in operations(&description) {
        let statuses: BTreeSet<u16> = responses(&operation).map(|(status, _)| status).collect();
        let mut expected = BTreeSet::from([405, 500, 503]);
        if !operation.described["requestBody"].is_null() {
            expected.extend([400, 408, 413, 415, 422, 429]);
        }
        let read = parameters(&description, &operation);
        if !read.is_empty() {
            expected.extend([400, 429]);
        }
        if read.contains(&"Hold-Token") {
            expected.insert(403);
        }
        let missing: Vec<_> = expected.difference(&statuses).collect();
        assert!(missing.is_empty(), "{} does not describe {missing:?}", operation.name);
    }
}

/// What a caller may not set is refused and not ignored, so no field of an answer can be posted back. OAuth's form has it otherwise.
#[test]
fn every_request_refuses_fields_that_it_does_not_know() {
    let description = committed();
    let mut closed = 0;
    for operation in operations(&description) {
        let body = resolved(&description, &operation.described["requestBody"]);
        let Some(content) = body["content"].get("application/json") else { continue };
        let schema = resolved(&description, &content["schema"]);
        assert_eq!(schema["additionalProperties"], false, "{} takes any field", operation.name);
        closed += 1;
    }
    assert!(closed >= 30, "only {closed} requests have a body");
}

#[test]
fn a_refusal_is_a_component_and_every_answer_carries_its_trace() {
    let description = committed();
    for operation in operations(&description) {
        for (status, response) in responses(&operation) {
            let name = &operation.name;
            let whole = resolved(&description, response);
            assert!(whole["headers"]["Trace-Id"].is_object(), "{name}: {status} without Trace-Id");
            let body = whole["content"]["application/json"]["schema"]["$ref"].as_str().unwrap_or_default();
            if status >= 400 && body.ends_with("/ErrorBody") {
                assert!(response["$ref"].is_string(), "{name}: {status} is described on its own");
            }
        }
    }
    for (component, header) in
        [("Unavailable", "Retry-After"), ("RateLimited", "Retry-After"), ("MethodNotAllowed", "Allow")]
    {
        let headers = &description["components"]["responses"][component]["headers"];
        assert!(headers[header].is_object(), "{component} without {header}");
    }
}

#[test]
fn every_operation_that_takes_a_key_says_how_long_it_lives_and_that_an_answer_may_be_repeated() {
    let description = committed();
    let mut keyed = 0;
    for operation in operations(&description) {
        if !parameters(&description, &operation).contains(&"Idempotency-Key") {
            continue;
        }
        keyed += 1;
        let about = operation.described["description"].as_str().unwrap_or_default().to_lowercase();
        assert!(about.contains("key is kept"), "{}: {about}", operation.name);
        let mut successes = responses(&operation).filter(|(status, _)| *status < 300);
        let repeated = successes.all(|(_, answer)| answer["headers"]["Idempotent-Replayed"].is_object());
        assert!(repeated, "{}: no Idempotent-Replayed", operation.name);
    }
    assert!(keyed >= 11, "{keyed} operations take a key");
}

#[test]
fn headers_of_callers_are_components_and_say_who_is_asking() {
    let description = committed();
    let schemes = description["components"]["securitySchemes"].as_object().unwrap();
    for operation in operations(&description) {
        for parameter in operation.described["parameters"].as_array().into_iter().flatten() {
            let inline = parameter["in"].as_str().unwrap_or_default();
            let name = parameter["name"].as_str().unwrap_or_default();
            assert!(inline != "path", "{}: {name} is described on its own", operation.name);
            assert!(!["X-Caller-Id", "Hold-Token"].contains(&name), "{}: {name}", operation.name);
        }
        let security = operation.described["security"].as_array();
        let named: Vec<_> =
            security.into_iter().flatten().flat_map(|one| one.as_object().unwrap().keys()).collect();
        assert!(named.iter().all(|scheme| schemes.contains_key(*scheme)), "{}: {named:?}", operation.name);
        if parameters(&description, &operation).contains(&"X-Caller-Id") {
            assert!(named.iter().any(|scheme| *scheme == "callerId"), "{}: {named:?}", operation.name);
        }
    }
}

#[test]
fn an_answer_that_may_be_repeated_says_so() {
    let description = committed();
    for operation in operations(&description) {
        if !parameters(&description, &operation).contains(&"Idempotency-Key") {
            continue;
        }
        let (status, made) = responses(&operation).next().unwrap();
        let says = made["headers"]["Idempotent-Replayed"].is_object();
        // An extension that is repeated has no answer of its own: the end is as it is now.
        assert!(says || operation.name.ends_with("/extend"), "{}: {status}", operation.name);
    }
}

#[test]
fn every_reference_leads_to_something() {
    fn follow(description: &Value, value: &Value, followed: &mut usize) {
        match value {
            Value::Object(fields) => {
                if fields.get("$ref").is_some_and(Value::is_string) {
                    resolved(description, value);
                    *followed += 1;
                }
                fields.values().for_each(|field| follow(description, field, followed));
            }
            Value::Array(items) => items.iter().for_each(|item| follow(description, item, followed)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let (description, mut followed) = (committed(), 0);
    follow(&description, &description, &mut followed);
    assert!(followed > 200, "only {followed} references were found");
}

#[test]
fn each_version_is_in_the_record_of_changes() {
    let description = committed();
    let version = description["info"]["version"].as_str().unwrap();
    let record = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts/CHANGES.md");
    let record = std::fs::read_to_string(record).unwrap();
    let newest = record.lines().find_map(|line| line.strip_prefix("## "));
    let number = newest.and_then(|heading| heading.split(' ').next());
    assert_eq!(number, Some(version));
    assert_eq!(description["servers"][0]["url"], "/");
}
