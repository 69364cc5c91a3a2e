//! A value against the schema of a custom resource, as strictly as `kubectl apply` would: an unknown field is a fault.
//!
//! Looked at are types, required and unknown fields, and lists of allowed values. Patterns, numbers' limits, alternatives and rules in CEL are not:
//! a real API server is needed for those.

use serde_json::Value;

use crate::objects::items;

/// Depth of a schema; none of the real ones comes near.
const DEPTH_MAX: usize = 64;

pub(super) fn faults(schema: &Value, object: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    // The API server itself defines what is beside `spec`.
    let (schema, spec) = (at(schema, "properties").get("spec"), object.get("spec"));
    match (schema, spec) {
        (Some(schema), Some(spec)) => compare(schema, spec, "spec", 0, &mut faults),
        (Some(_), None) => faults.push("spec is missing".to_owned()),
        (None, _) => {}
    }
    faults
}

fn compare(schema: &Value, value: &Value, path: &str, depth: usize, faults: &mut Vec<String>) {
    if depth > DEPTH_MAX {
        faults.push(format!("{path} is too deep"));
        return;
    }
    if !has_type(schema, value) {
        faults.push(format!("{path} is {value}, and must be {}", at(schema, "type")));
        return;
    }
    let allowed = items(at(schema, "enum"));
    if !allowed.is_empty() && !allowed.contains(value) {
        faults.push(format!("{path} is {value}, and must be one of {}", at(schema, "enum")));
    }
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let path = format!("{path}.{name}");
                match field_schema(schema, name) {
                    Field::Described(schema) => compare(schema, field, &path, depth + 1, faults),
                    Field::Anything => {}
                    Field::Unknown => faults.push(format!("{path} is unknown")),
                }
            }
            let required = items(at(schema, "required")).iter().filter_map(Value::as_str);
            let missing = required.filter(|name| !fields.contains_key(*name));
            faults.extend(missing.map(|name| format!("{path}.{name} is missing")));
        }
        Value::Array(values) => {
            if let Some(schema) = schema.get("items") {
                for (index, value) in values.iter().enumerate() {
                    compare(schema, value, &format!("{path}[{index}]"), depth + 1, faults);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

enum Field<'s> {
    Described(&'s Value),
    Anything,
    Unknown,
}

fn field_schema<'s>(schema: &'s Value, name: &str) -> Field<'s> {
    if let Some(field) = at(schema, "properties").get(name) {
        return Field::Described(field);
    }
    let others = at(schema, "additionalProperties");
    if others.is_object() {
        Field::Described(others)
    } else if others == &Value::Bool(true) || is_set(schema, "x-kubernetes-preserve-unknown-fields") {
        Field::Anything
    } else {
        Field::Unknown
    }
}

fn has_type(schema: &Value, value: &Value) -> bool {
    if is_set(schema, "x-kubernetes-int-or-string") {
        return value.is_i64() || value.is_u64() || value.is_string();
    }
    match at(schema, "type").as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array() || value.is_null(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        _ => true,
    }
}

fn is_set(schema: &Value, name: &str) -> bool {
    at(schema, name).as_bool().unwrap_or(false)
}

fn at<'s>(schema: &'s Value, name: &str) -> &'s Value {
    schema.get(name).unwrap_or(&Value::Null)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(spec: &Value) -> Vec<String> {
        let schema = json!({"properties": {"spec": {
            "type": "object", "required": ["name"],
            "properties": {
                "name": {"type": "string"},
                "kind": {"type": "string", "enum": ["a", "b"]},
                "port": {"x-kubernetes-int-or-string": true},
                "list": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}},
                "map": {"type": "object", "additionalProperties": {"type": "string"}},
                "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
            },
        }}});
        faults(&schema, &json!({"kind": "X", "spec": spec}))
    }

    #[test]
    fn what_fits_has_no_faults() {
        let spec = json!({"name": "x", "kind": "a", "port": "http", "list": [{"n": 1}], "map": {"k": "v"}, "free": {"a": [1]}});
        assert_eq!(found(&spec), [""; 0]);
    }

    #[test]
    fn slips_are_found_where_they_are() {
        for (spec, fault) in [
            (json!({}), "spec.name is missing"),
            (json!({"name": 1}), "spec.name is 1, and must be \"string\""),
            (json!({"name": "x", "nam": "x"}), "spec.nam is unknown"),
            (json!({"name": "x", "kind": "c"}), "spec.kind is \"c\", and must be one of [\"a\",\"b\"]"),
            (json!({"name": "x", "port": true}), "spec.port is true, and must be null"),
            (
                json!({"name": "x", "list": [{"n": 1}, {"n": "1"}]}),
                "spec.list[1].n is \"1\", and must be \"integer\"",
            ),
            (json!({"name": "x", "map": {"k": 1}}), "spec.map.k is 1, and must be \"string\""),
        ] {
            assert_eq!(found(&spec), [fault], "{spec}");
        }
    }
}
