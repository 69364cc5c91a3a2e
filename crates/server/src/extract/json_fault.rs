//! Parses a body, and reports which field does not fit and what it should have been.

use contracts::ErrorCode;
use contracts::http::error::FieldFault;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use crate::{ApiError, FieldErrors};

const WHOLE_NUMBER: &str = "a whole number in range";

/// What is not JSON is 400; JSON that does not fit is 422 with the field named.
pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let begins = body.iter().copied().find(|byte| !byte.is_ascii_whitespace());
    if begins != Some(b'{') {
        // A list would otherwise pass for an object with its fields in order.
        well_formed(body)?;
        return Err(FieldErrors::one("body", FieldFault::NotAnObject, "must be a JSON object").into());
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|fault| refusal(body, &fault))?;
    json.end().map_err(|_| malformed())?;
    Ok(value)
}

fn refusal(body: &[u8], fault: &serde_path_to_error::Error<serde_json::Error>) -> ApiError {
    if fault.inner().classify() != Category::Data {
        return malformed();
    }
    if let Err(error) = well_formed(body) {
        return error;
    }
    let text = fault.inner().to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    let (field, fault, message) = fault_of(&fault.path().to_string(), text);
    FieldErrors::one(field, fault, message).into()
}

fn well_formed(body: &[u8]) -> Result<(), ApiError> {
    serde_json::from_slice::<IgnoredAny>(body).map(|_| ()).map_err(|_| malformed())
}

fn malformed() -> ApiError {
    ApiError::new(ErrorCode::MalformedJson, "the request body is not JSON")
}

/// Turns the message of the parser into words for the author of the request. What they sent is not repeated.
fn fault_of(path: &str, text: &str) -> (String, FieldFault, String) {
    for (prefix, fault, message) in [
        ("missing field `", FieldFault::Required, "is missing"),
        ("unknown field `", FieldFault::UnknownField, "is not a field of this request"),
        ("duplicate field `", FieldFault::Duplicate, "is given twice"),
    ] {
        if let Some(name) = text.strip_prefix(prefix).and_then(|rest| rest.split('`').next()) {
            return (beside(path, name), fault, message.to_owned());
        }
    }
    let (fault, message) = match text.rsplit_once("expected ") {
        Some((found, expected)) => (of_expected(found, expected), format!("must be {}", plain(expected))),
        None => (FieldFault::Invalid, "cannot be used".to_owned()),
    };
    (path.to_owned(), fault, message)
}

/// What it means that another thing was found than the parser expected.
fn of_expected(found: &str, expected: &str) -> FieldFault {
    if found.starts_with("unknown variant") {
        return FieldFault::UnknownValue;
    }
    match plain(expected) {
        WHOLE_NUMBER if found.contains("integer `") => FieldFault::OutOfRange,
        WHOLE_NUMBER => FieldFault::NotAnInteger,
        "a list" => FieldFault::NotAList,
        "an object" => FieldFault::NotAnObject,
        "a boolean" => FieldFault::NotABoolean,
        "a string" => FieldFault::NotAString,
        _ => FieldFault::Invalid,
    }
}

/// The path leads to the object or to the field itself, depending on how far the parser got.
fn beside(path: &str, name: &str) -> String {
    let last = path.rsplit('.').next().unwrap_or(path);
    if path == "." {
        name.to_owned()
    } else if last == name {
        path.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn plain(expected: &str) -> &str {
    match expected {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => WHOLE_NUMBER,
        "a sequence" => "a list",
        "a map" => "an object",
        _ if expected.starts_with("struct ") => "an object",
        _ => expected,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    #[expect(dead_code, reason = "only the parsing is of interest")]
    struct Order {
        event_id: i64,
        #[serde(default)]
        seat_ids: Vec<u32>,
        #[serde(default)]
        buyer: Option<Buyer>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the parsing is of interest")]
    struct Buyer {
        name: String,
    }

    fn outcome(body: &str) -> String {
        let Err(error) = parse::<Order>(body.as_bytes()) else {
            return "fine".to_owned();
        };
        let body: serde_json::Value = serde_json::from_slice(&body_of(&error)).unwrap();
        match body["details"]["fields"].as_object() {
            None => body["code"].as_str().unwrap().to_owned(),
            Some(fields) => {
                assert_eq!(body["code"], "VALIDATION_FAILED");
                fields.iter().map(|(field, what)| format!("{field} {}", what.as_str().unwrap())).collect()
            }
        }
    }

    fn body_of(error: &ApiError) -> Vec<u8> {
        use actix_web::body::MessageBody;
        error.response("0").into_body().try_into_bytes().unwrap().to_vec()
    }

    #[test]
    fn a_body_is_refused_with_the_field_that_is_wrong() {
        for (body, expected) in [
            (r#"{"eventId":1,"seatIds":[1,2]}"#, "fine"),
            ("", "MALFORMED_JSON"),
            ("   ", "MALFORMED_JSON"),
            ("{", "MALFORMED_JSON"),
            (r#"{"eventId":1} x"#, "MALFORMED_JSON"),
            (r#"{"eventId":"x", "#, "MALFORMED_JSON"),
            (r#"{"eventId":1,}"#, "MALFORMED_JSON"),
            (r#"[1, "#, "MALFORMED_JSON"),
            (r#"[1,[2]]"#, "body must be a JSON object"),
            ("null", "body must be a JSON object"),
            ("\"text\"", "body must be a JSON object"),
            ("{}", "eventId is missing"),
            (r#"{"eventId":"1"}"#, "eventId must be a whole number in range"),
            (r#"{"eventId":1.5}"#, "eventId must be a whole number in range"),
            (r#"{"eventId":null}"#, "eventId must be a whole number in range"),
            (r#"{"eventId":9223372036854775808}"#, "eventId must be a whole number in range"),
            (r#"{"eventId":1,"eventId":2}"#, "eventId is given twice"),
            (r#"{"eventId":1,"seats":[1]}"#, "seats is not a field of this request"),
            (r#"{"eventId":1,"seatIds":7}"#, "seatIds must be a list"),
            (r#"{"eventId":1,"seatIds":[1,"x"]}"#, "seatIds[1] must be a whole number in range"),
            (r#"{"eventId":1,"seatIds":[-1]}"#, "seatIds[0] must be a whole number in range"),
            (r#"{"eventId":1,"buyer":{}}"#, "buyer.name is missing"),
            (r#"{"eventId":1,"buyer":{"name":"a","age":3}}"#, "buyer.age is not a field of this request"),
            (r#"{"eventId":1,"buyer":7}"#, "buyer must be an object"),
        ] {
            assert_eq!(outcome(body), expected, "{body}");
        }
        let deep = format!("{{\"eventId\":{}1{}}}", "[".repeat(5_000), "]".repeat(5_000));
        assert_eq!(
            outcome(&deep),
            "eventId must be a whole number in range",
            "depth costs neither stack nor sense"
        );
    }
}
