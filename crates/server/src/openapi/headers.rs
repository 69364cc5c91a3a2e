//! The headers of answers.

use contracts::http::headers;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{OpenApi, RefOr, Response};

use super::operations::{self, component_name, reference};

pub(super) const RETRY_AFTER: &str = "Retry-After";
pub(super) const ALLOW: &str = "Allow";
pub(super) const AUTHENTICATE: &str = "WWW-Authenticate";
pub(super) const LINK: &str = "Link";
const ETAG: &str = "ETag";

/// Those that mean the same wherever they occur.
const SHARED: [(&str, &str); 16] = [
    (headers::TRACE_ID, "The trace of this request; of an answer that is repeated, that of the first one"),
    (headers::IDEMPOTENT_REPLAYED, "`true` when this was answered before"),
    (headers::HOLD_TOKEN, "The proof of an anonymous hold"),
    (RETRY_AFTER, "In how many seconds it makes sense to try again"),
    (ALLOW, "The methods that this path has"),
    (
        headers::RATE_LIMIT,
        "`\"requests\";r=0;t=5`: of a limit nothing remains (`r`), and in so many seconds (`t`) it is counted anew",
    ),
    (
        headers::RATE_LIMIT_POLICY,
        "`\"hold\";q=30;w=15`: of a limit there are so many (`q`) at once, which come back in so many seconds (`w`)",
    ),
    (
        AUTHENTICATE,
        "How to say who is asking: `Bearer`, with `error=\"invalid_token\"` where one was presented",
    ),
    (
        LINK,
        "Where what is missing is described (`rel=\"describedby\"`), or why a call is deprecated (`rel=\"deprecation\"`)",
    ),
    (
        "Set-Cookie",
        "The refresh token, where it was asked for as a cookie, or the state of a log-in at a provider; or the end of such a cookie",
    ),
    (ETAG, "Names this version of the answer, for `If-None-Match`, or for `If-Match` of a change"),
    ("Location", "The path of what was made"),
    (headers::DEPRECATION, "Since when the call is deprecated: `@` and seconds since 1970 (RFC 9745)"),
    (headers::SUNSET, "When the call may go, at the earliest (RFC 8594)"),
    ("Content-Language", "`ko` or `en`, by `Accept-Language`"),
    (headers::PREFERENCE_APPLIED, "What of `Prefer` was honoured: `wait=5`"),
];

/// Every answer carries `Trace-Id`; what an operation says of a header besides its meaning stays beside the reference.
pub(super) fn share(document: &mut OpenApi) {
    for operation in operations::of(&mut document.paths) {
        for (status, response) in &mut operation.responses.responses {
            if let RefOr::T(own) = response {
                add(own, &[headers::TRACE_ID]);
                if status == "304" {
                    add(own, &[ETAG]);
                }
                refer(own);
            }
        }
    }
    let components = document.components.get_or_insert_default();
    components.headers =
        SHARED.iter().map(|(name, means)| (component_name(name), described(name, means).into())).collect();
}

/// To a response that has none of them yet.
pub(super) fn add(response: &mut Response, names: &[&str]) {
    for name in names {
        let shared = RefOr::Ref(reference("headers", &component_name(name), ""));
        response.headers.entry((*name).to_owned()).or_insert(shared);
    }
}

fn refer(response: &mut Response) {
    for (name, header) in &mut response.headers {
        let RefOr::T(Header { description, .. }) = header else { continue };
        if SHARED.iter().any(|(shared, _)| shared == name) {
            let description = description.take().unwrap_or_default();
            *header = RefOr::Ref(reference("headers", &component_name(name), &description));
        }
    }
}

fn described(name: &str, means: &str) -> Header {
    let schema = match name {
        headers::TRACE_ID => ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9a-f]{32}$")),
        RETRY_AFTER => ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)),
        headers::IDEMPOTENT_REPLAYED => {
            ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["true"]))
        }
        _ => ObjectBuilder::new().schema_type(Type::String),
    };
    HeaderBuilder::new().schema(Some(schema)).description(Some(means)).build()
}
