//! Streams of server-sent events: each operation says how they are read, and shows every event as it is on the wire.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use contracts::http::streams::RULES;
use serde_json::Value;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{OpenApi, RefOr};

use super::operations;

const EVENT_STREAM: &str = "text/event-stream";

pub(super) fn describe(document: &mut OpenApi) {
    let schemas = &document.components.get_or_insert_default().schemas;
    for operation in operations::of(&mut document.paths) {
        let mut is_stream = false;
        for response in operation.responses.responses.values_mut() {
            let RefOr::T(response) = response else { continue };
            let Some(RefOr::T(content)) = response.content.get_mut(EVENT_STREAM) else { continue };
            content.example = content.schema.as_ref().map(|schema| shown(schemas, schema).into());
            is_stream = true;
        }
        if is_stream {
            let own = operation.description.take().unwrap_or_default();
            operation.description = Some(format!("{own}\n\n{RULES}"));
        }
    }
}

/// All events, one behind the other.
fn shown(schemas: &BTreeMap<String, RefOr<Schema>>, stream: &RefOr<Schema>) -> String {
    let stream = resolved(schemas, &json_of(stream));
    let events = stream.get("oneOf").and_then(Value::as_array);
    events.into_iter().flatten().map(|event| frame(schemas, event)).collect()
}

fn frame(schemas: &BTreeMap<String, RefOr<Schema>>, event: &Value) -> String {
    let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str);
    let mut frame = String::new();
    // Writing into a string cannot fail.
    if let Some(id) = text("/properties/id/examples/0") {
        let _ = writeln!(frame, "id: {id}");
    }
    let name = text("/properties/event/enum/0").unwrap_or_default();
    let data = event.pointer("/properties/data").map(|data| resolved(schemas, data)).unwrap_or_default();
    let example = data.pointer("/examples/0").cloned().unwrap_or_default();
    let _ = write!(frame, "event: {name}\ndata: {example}\n\n");
    frame
}

fn resolved(schemas: &BTreeMap<String, RefOr<Schema>>, schema: &Value) -> Value {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    match name.and_then(|name| schemas.get(name)) {
        Some(component) => json_of(component),
        None => schema.clone(),
    }
}

fn json_of(schema: &RefOr<Schema>) -> Value {
    serde_json::to_value(schema).unwrap_or_default()
}
