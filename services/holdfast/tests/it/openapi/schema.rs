//! Whether a value is what a schema says, strictly: a field that is not described is a fault. Patterns are left to strangers.

use contracts::WireTime;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::resolved;

/// Say nothing of a value.
const ANNOTATIONS: [&str; 8] =
    ["description", "title", "default", "example", "examples", "deprecated", "propertyNames", "pattern"];

/// What is wrong with the value; nothing if it is as described.
pub(super) fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(document, schema, value, "", &mut faults);
    faults
}

fn check(document: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let whole = whole(document, schema);
    for (keyword, says) in &whole {
        if !holds(document, keyword, says, value) {
            faults.push(format!("{at}: {value} is not as {keyword} says: {says}"));
        }
    }
    match value {
        Value::Object(fields) => check_fields(document, &whole, fields, at, faults),
        Value::Array(list) => check_items(document, &whole, list, at, faults),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The schema itself; all parts of a conjunction as if they were one.
fn whole(document: &Value, schema: &Value) -> Map<String, Value> {
    let mut whole = resolved(document, schema).as_object().cloned().unwrap_or_default();
    let parts = whole.remove("allOf").unwrap_or_default();
    for part in items(&parts) {
        for (keyword, says) in resolved(document, part).as_object().cloned().unwrap_or_default() {
            match (whole.get_mut(&keyword), says) {
                (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
                (Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
                (_, says) => drop(whole.insert(keyword, says)),
            }
        }
    }
    whole
}

fn holds(document: &Value, keyword: &str, says: &Value, value: &Value) -> bool {
    let fitting = || items(says).iter().filter(|one| faults(document, one, value).is_empty()).count();
    match keyword {
        "type" => one_or_many(says).iter().any(|kind| is_of_type(kind.as_str().unwrap(), value)),
        "enum" => items(says).contains(value),
        "oneOf" => fitting() == 1,
        "anyOf" => fitting() > 0,
        "required" => items(says).iter().all(|name| value.get(name.as_str().unwrap()).is_some()),
        "minimum" => value.as_f64().is_none_or(|number| number >= says.as_f64().unwrap()),
        "maximum" => value.as_f64().is_none_or(|number| number <= says.as_f64().unwrap()),
        "minLength" => length(value).is_none_or(|length| length >= count(says)),
        "maxLength" => length(value).is_none_or(|length| length <= count(says)),
        "minItems" => value.as_array().is_none_or(|list| list.len() >= count(says)),
        "maxItems" => value.as_array().is_none_or(|list| list.len() <= count(says)),
        "uniqueItems" => value.as_array().is_none_or(|list| are_distinct(list)),
        "format" => has_format(says.as_str().unwrap(), value),
        // Looked at with what they are about.
        "properties" | "additionalProperties" | "items" | "prefixItems" => true,
        other => ANNOTATIONS.contains(&other) || panic!("the check does not know the keyword {other}"),
    }
}

fn check_fields(
    document: &Value,
    whole: &Map<String, Value>,
    fields: &Map<String, Value>,
    at: &str,
    faults: &mut Vec<String>,
) {
    let (properties, others) = (whole.get("properties"), whole.get("additionalProperties"));
    if properties.is_none() && others.is_none() {
        return;
    }
    for (name, field) in fields {
        let described = properties.and_then(|properties| properties.get(name));
        match described.or_else(|| others.filter(|others| others.is_object())) {
            Some(schema) => check(document, schema, field, &format!("{at}/{name}"), faults),
            None => faults.push(format!("{at}/{name} is not described")),
        }
    }
}

fn check_items(
    document: &Value,
    whole: &Map<String, Value>,
    list: &[Value],
    at: &str,
    faults: &mut Vec<String>,
) {
    let first = whole.get("prefixItems").map(items).unwrap_or_default();
    for (index, item) in list.iter().enumerate() {
        match first.get(index).or_else(|| whole.get("items")) {
            Some(Value::Bool(false)) => faults.push(format!("{at}/{index} is one too many")),
            Some(schema) => check(document, schema, item, &format!("{at}/{index}"), faults),
            None => {}
        }
    }
}

fn items(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

fn one_or_many(kinds: &Value) -> &[Value] {
    kinds.as_array().map_or_else(|| std::slice::from_ref(kinds), Vec::as_slice)
}

fn is_of_type(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("there is no type {other}"),
    }
}

fn has_format(format: &str, value: &Value) -> bool {
    let Some(text) = value.as_str() else { return true };
    match format {
        "uuid" => Uuid::parse_str(text).is_ok(),
        "date-time" => serde_json::from_value::<WireTime>(value.clone()).is_ok(),
        // Of numbers, which this is not.
        "int32" | "int64" | "double" => true,
        other => panic!("the check does not know the format {other}"),
    }
}

fn length(value: &Value) -> Option<usize> {
    value.as_str().map(|text| text.chars().count())
}

fn count(says: &Value) -> usize {
    usize::try_from(says.as_u64().unwrap()).unwrap()
}

fn are_distinct(list: &[Value]) -> bool {
    list.iter().enumerate().all(|(index, item)| !list[..index].contains(item))
}

#[test]
fn what_is_not_described_is_a_fault() {
    let document = serde_json::json!({ "components": { "schemas": {
        "Seat": {
            "type": "object", "required": ["id"],
            "properties": {
                "id": { "type": "integer", "minimum": 1 },
                "status": { "oneOf": [{ "type": "null" }, { "enum": ["FREE", "SOLD"] }] },
                "at": { "type": "string", "format": "date-time" },
                "pair": { "type": "array", "prefixItems": [{ "type": "integer" }], "items": false },
            },
        },
        "Row": { "allOf": [
            { "$ref": "#/components/schemas/Seat" },
            { "type": "object", "required": ["row"], "properties": { "row": { "type": "string", "maxLength": 2 } } },
        ] },
    } } });
    let of =
        |name: &str, value: Value| faults(&document, &document["components"]["schemas"][name], &value).len();
    let fine =
        serde_json::json!({ "id": 1, "status": "SOLD", "at": "2026-11-21T09:00:00.000Z", "pair": [1] });
    assert_eq!(of("Seat", fine), 0);
    for wrong in [
        serde_json::json!({}),
        serde_json::json!({ "id": "1" }),
        serde_json::json!({ "id": 0 }),
        serde_json::json!({ "id": 1, "status": "HELD" }),
        serde_json::json!({ "id": 1, "at": "yesterday" }),
        serde_json::json!({ "id": 1, "pair": [1, 2] }),
        serde_json::json!({ "id": 1, "more": true }),
    ] {
        assert_eq!(of("Seat", wrong.clone()), 1, "{wrong}");
    }
    assert_eq!(of("Row", serde_json::json!({ "id": 1, "row": "A" })), 0);
    for wrong in [serde_json::json!({ "id": 1 }), serde_json::json!({ "id": 1, "row": "ABC" })] {
        assert_eq!(of("Row", wrong.clone()), 1, "{wrong}");
    }
}
