//! The AsyncAPI description of `/ws`, out of the types that are on the wire.

use serde_json::{Map, Value, json};
use utoipa::PartialSchema;

use crate::http::socket::{SaleMessage, SaleRequest, WatchedOrder};

/// Of the server, which sends some messages and receives others.
#[must_use]
pub fn document() -> Value {
    let (sent, received) = (messages(&SaleMessage::schema()), messages(&SaleRequest::schema()));
    let all: Map<String, Value> =
        sent.iter().chain(&received).map(|(kind, _)| (kind.clone(), of_components(kind))).collect();
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Holdfast: the sale of an event, live",
            "version": "1",
            "description": DESCRIPTION,
        },
        "defaultContentType": "application/json",
        "channels": {
            "sale": {
                "address": "/ws",
                "description": "One socket follows one event.",
                "bindings": { "ws": { "method": "GET", "query": query(), "bindingVersion": "0.1.0" } },
                "messages": all,
            },
        },
        "operations": {
            "say": operation("send", "What the server says.", &sent),
            "hear": operation("receive", "What a client says.", &received),
        },
        "components": {
            "messages": sent.into_iter().chain(received).collect::<Map<_, _>>(),
            "schemas": { "WatchedOrder": WatchedOrder::schema() },
        },
    })
}

const DESCRIPTION: &str = "Each message is one JSON object in one text frame, and says its `type`. A socket begins with the current state; of \
each type only the newest message is sent to a client that reads slowly. Clients answer pings (every 20 s; silent for 60 s: 1001), send messages of \
at most 4096 bytes (1009), at most 10 frames a second (1008), and nothing but these messages (1007; 1003 if binary). 1001 also: the server stops, open \
the socket again. 1000: the event is over.";

fn query() -> Value {
    json!({
        "type": "object",
        "required": ["eventId"],
        "properties": { "eventId": { "type": "string", "pattern": "^E?[0-9]+$" } },
    })
}

/// Each variant of an enum is a message, named by its type.
fn messages(schema: &impl serde::Serialize) -> Vec<(String, Value)> {
    let schema = serde_json::to_value(schema).unwrap_or_default();
    let variants = schema.get("oneOf").and_then(Value::as_array).cloned().unwrap_or_default();
    variants.into_iter().filter_map(|variant| Some((kind(&variant)?, message(variant)))).collect()
}

fn kind(variant: &Value) -> Option<String> {
    variant.pointer("/properties/type/enum/0").and_then(Value::as_str).map(str::to_owned)
}

fn message(mut variant: Value) -> Value {
    let summary = variant.as_object_mut().and_then(|variant| variant.remove("description"));
    json!({ "summary": summary, "payload": variant })
}

fn of_components(kind: &str) -> Value {
    json!({ "$ref": format!("#/components/messages/{kind}") })
}

fn operation(action: &str, summary: &str, messages: &[(String, Value)]) -> Value {
    let refer = |(kind, _): &(String, Value)| json!({ "$ref": format!("#/channels/sale/messages/{kind}") });
    json!({
        "action": action,
        "summary": summary,
        "channel": { "$ref": "#/channels/sale" },
        "messages": messages.iter().map(refer).collect::<Vec<_>>(),
    })
}
