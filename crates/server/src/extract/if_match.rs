//! A change of a version that the caller has read (`If-Match`): of another one it is refused, so that no one undoes what they have not seen.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::HeaderValue;
use actix_web::{FromRequest, HttpRequest};

use crate::extract::header;
use crate::{ApiError, FieldFault};

const NAME: &str = "If-Match";

/// The number of the version that is to be changed; none: whichever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub Option<u64>);

impl IfMatch {
    /// What a client sends again to change this version.
    #[must_use]
    pub fn tag(version: u64) -> HeaderValue {
        HeaderValue::try_from(format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
    }

    fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self(None));
        }
        let number = text.strip_prefix('"')?.strip_suffix('"')?;
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        number.parse().ok().filter(|_| is_number).map(|version| Self(Some(version)))
    }
}

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(header(request, NAME).and_then(|given| match given {
            None => Ok(Self(None)),
            Some(text) => Self::parse(text).ok_or_else(|| {
                let message =
                    "the header If-Match must be one ETag of what is to be changed, as it was answered, or *";
                ApiError::bad_input(NAME, FieldFault::Malformed, message)
            }),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_strong_tag_names_a_version() {
        for (text, version) in [
            ("\"7\"", Some(Some(7))),
            ("*", Some(None)),
            ("7", None),
            ("W/\"7\"", None),
            ("\"7\", \"8\"", None),
            ("\"-7\"", None),
            ("\"+7\"", None),
            ("\"\"", None),
            ("\"99999999999999999999\"", None),
        ] {
            assert_eq!(IfMatch::parse(text), version.map(IfMatch), "{text:?}");
        }
        assert_eq!(IfMatch::parse(IfMatch::tag(7).to_str().unwrap()), Some(IfMatch(Some(7))));
    }
}
