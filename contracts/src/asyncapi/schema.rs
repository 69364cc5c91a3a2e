//! The parts of a description, as channel after channel adds to them.

use serde_json::{Map, Value, json};
use utoipa::ToSchema;

#[derive(Default)]
pub(super) struct Described {
    pub(super) channels: Map<String, Value>,
    pub(super) operations: Map<String, Value>,
    pub(super) messages: Map<String, Value>,
    pub(super) schemas: Map<String, Value>,
}

/// A variant of an enum, named by its type.
pub(super) struct Variant {
    pub(super) kind: String,
    pub(super) summary: Option<Value>,
    pub(super) payload: Value,
}

impl Variant {
    /// As `components` has it, under its name.
    pub(super) fn into_message(self) -> (String, Map<String, Value>) {
        let summary = self.summary.map(|summary| ("summary".to_owned(), summary));
        (self.kind, summary.into_iter().chain([("payload".to_owned(), self.payload)]).collect())
    }
}

impl Described {
    /// All variants of an enum, each by the value of its field `tag`; what their fields refer to is described too.
    pub(super) fn variants<M: ToSchema>(&mut self, tag: &str) -> Vec<Variant> {
        let mut referred = Vec::new();
        M::schemas(&mut referred);
        for (name, schema) in referred {
            self.schemas.insert(name, serde_json::to_value(schema).unwrap_or_default());
        }
        let schema = serde_json::to_value(M::schema()).unwrap_or_default();
        let variants = schema.get("oneOf").and_then(Value::as_array).cloned().unwrap_or_default();
        variants.into_iter().filter_map(|one| variant(tag, one)).collect()
    }

    /// An operation of a channel with these of its messages.
    pub(super) fn operation(
        &mut self,
        name: &str,
        (action, summary): (&str, &str),
        channel: &str,
        kinds: &[String],
    ) {
        let refer = |kind: &String| json!({ "$ref": format!("#/channels/{channel}/messages/{kind}") });
        let operation = json!({
            "action": action,
            "summary": summary,
            "channel": { "$ref": format!("#/channels/{channel}") },
            "messages": kinds.iter().map(refer).collect::<Vec<_>>(),
        });
        self.operations.insert(name.to_owned(), operation);
    }
}

fn variant(tag: &str, mut payload: Value) -> Option<Variant> {
    let kind = payload.pointer(&format!("/properties/{tag}/enum/0")).and_then(Value::as_str)?.to_owned();
    let summary = payload.as_object_mut().and_then(|variant| variant.remove("description"));
    Some(Variant { kind, summary, payload })
}

/// As a channel names its messages.
pub(super) fn of_components(kind: &str) -> (String, Value) {
    (kind.to_owned(), json!({ "$ref": format!("#/components/messages/{kind}") }))
}

/// AsyncAPI writes a list whose places differ as draft 7 of JSON Schema does, and OpenAPI as a later one.
pub(super) fn of_draft_seven(mut schema: Value) -> Value {
    if let Some(keywords) = schema.as_object_mut()
        && let Some(places) = keywords.remove("prefixItems")
    {
        keywords.insert("items".to_owned(), places);
        keywords.insert("additionalItems".to_owned(), false.into());
    }
    match schema {
        Value::Object(parts) => {
            parts.into_iter().map(|(name, part)| (name, of_draft_seven(part))).collect::<Map<_, _>>().into()
        }
        Value::Array(parts) => parts.into_iter().map(of_draft_seven).collect(),
        plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => plain,
    }
}
