//! The caller's name for one intention, by which a retry is recognized.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use contracts::ErrorCode;
use contracts::http::headers;

use crate::{ApiError, FieldFault};

/// A key: 1 to 255 printable ASCII characters, bare or as a quoted string of RFC 8941; the quotes are not a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// For calls that may come without a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionalIdempotencyKey(pub Option<IdempotencyKey>);

impl IdempotencyKey {
    pub const LENGTH_MAX: usize = 255;

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let key = match text.strip_prefix('"') {
            Some(rest) => unquote(rest.strip_suffix('"')?)?,
            None => text.bytes().all(|byte| byte.is_ascii_graphic()).then(|| text.to_owned())?,
        };
        (1..=Self::LENGTH_MAX).contains(&key.len()).then_some(Self(key))
    }

    fn of(request: &HttpRequest) -> Result<Option<Self>, ApiError> {
        let mut values = request.headers().get_all(headers::IDEMPOTENCY_KEY);
        let Some(value) = values.next() else {
            return Ok(None);
        };
        let key = value.to_str().ok().filter(|_| values.next().is_none()).and_then(Self::parse);
        let message = "the header Idempotency-Key must be one of 1 to 255 printable characters";
        key.map(Some).ok_or_else(|| {
            let refused = ApiError::new(ErrorCode::IdempotencyKeyInvalid, message);
            refused.about(headers::IDEMPOTENCY_KEY, fault_of(request))
        })
    }
}

/// Of a key that cannot be used.
fn fault_of(request: &HttpRequest) -> FieldFault {
    let mut values = request.headers().get_all(headers::IDEMPOTENCY_KEY);
    match (values.next(), values.next()) {
        (_, Some(_)) => FieldFault::Duplicate,
        (Some(key), None) if key.is_empty() => FieldFault::TooShort,
        (Some(key), None) if key.len() > IdempotencyKey::LENGTH_MAX => FieldFault::TooLong,
        (_, None) => FieldFault::Malformed,
    }
}

/// The inside of a quoted string, where a backslash protects a quote or a backslash.
fn unquote(inside: &str) -> Option<String> {
    let mut key = String::with_capacity(inside.len());
    let mut chars = inside.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => key.push(chars.next().filter(|next| matches!(next, '"' | '\\'))?),
            '"' => return None,
            ' '..='~' => key.push(char),
            _ => return None,
        }
    }
    Some(key)
}

impl FromRequest for OptionalIdempotencyKey {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(IdempotencyKey::of(request).map(Self))
    }
}

impl FromRequest for IdempotencyKey {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let missing = || {
            let message =
                "this call needs the header Idempotency-Key, so that it can be repeated without harm";
            let refused = ApiError::new(ErrorCode::IdempotencyKeyMissing, message);
            refused.about(headers::IDEMPOTENCY_KEY, FieldFault::Required)
        };
        ready(Self::of(request).and_then(|key| key.ok_or_else(missing)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_bare_or_quoted() {
        let longest = "k".repeat(255);
        for (text, key) in [
            ("abc", "abc"),
            ("\"abc\"", "abc"),
            ("\"a b\"", "a b"),
            (r#""a\"b\\c""#, r#"a"b\c"#),
            ("8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324"),
            (longest.as_str(), longest.as_str()),
        ] {
            assert_eq!(IdempotencyKey::parse(text).unwrap().as_str(), key);
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let too_long = "k".repeat(256);
        for text in
            ["", "\"\"", "\"", "\"abc", "a b", "\"a\"b\"", r#""a\b""#, r#""a\""#, "a\tb", "열쇠", &too_long]
        {
            assert_eq!(IdempotencyKey::parse(text), None, "{text:?} passed");
        }
    }
}
