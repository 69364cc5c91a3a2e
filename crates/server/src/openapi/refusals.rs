//! The refusals, one component for each status: all of them have the same body.

use contracts::ErrorCode;
use contracts::error_help::{self, PAGE};
use contracts::http::error::{ErrorBody, ProblemBody};
use contracts::http::headers;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};

use super::headers::{ALLOW, AUTHENTICATE, LINK, RETRY_AFTER, add};
use super::operations::{self, reference};
use super::schemes;

struct Refusal {
    status: &'static str,
    name: &'static str,
    means: &'static str,
    headers: &'static [&'static str],
}

const fn refusal(status: &'static str, name: &'static str, means: &'static str) -> Refusal {
    Refusal { status, name, means, headers: &[] }
}

const REFUSALS: [Refusal; 15] = [
    Refusal {
        headers: &[LINK],
        ..refusal(
            "400",
            "BadRequest",
            "BAD_REQUEST: a path, a query or a header that cannot be used; MALFORMED_JSON",
        )
    },
    Refusal {
        headers: &[AUTHENTICATE],
        ..refusal(
            "401",
            "Unauthenticated",
            "UNAUTHENTICATED: without the token or the identity that this needs; TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED: of the \
             access token",
        )
    },
    refusal("403", "Forbidden", "NOT_HOLD_OWNER: the `Hold-Token` is not genuine"),
    refusal("404", "NotFound", "NOT_FOUND: there is no such thing, or not for this caller"),
    Refusal {
        headers: &[ALLOW],
        ..refusal(
            "405",
            "MethodNotAllowed",
            "METHOD_NOT_ALLOWED: the header `Allow` names the methods of the path",
        )
    },
    Refusal {
        headers: &[RETRY_AFTER],
        ..refusal("408", "RequestTimeout", "REQUEST_TIMEOUT: the body took too long to arrive")
    },
    refusal("409", "Conflict", "The present state does not allow it: `code` says why"),
    refusal("410", "Gone", "HOLD_EXPIRED"),
    refusal("412", "PreconditionFailed", "EDIT_CONFLICT: it has changed since it was read"),
    refusal("413", "PayloadTooLarge", "PAYLOAD_TOO_LARGE: a body has at most 16 KiB"),
    refusal("415", "UnsupportedMediaType", "UNSUPPORTED_MEDIA_TYPE: a body is application/json"),
    refusal("422", "ValidationFailed", "VALIDATION_FAILED, with every bad field in `fields`"),
    Refusal {
        headers: &[RETRY_AFTER, headers::RATE_LIMIT, headers::RATE_LIMIT_POLICY],
        ..refusal(
            "429",
            "RateLimited",
            "RATE_LIMITED: try again after `Retry-After` seconds, where it is given; `details.policy` names the limit",
        )
    },
    refusal("500", "InternalError", "INTERNAL_ERROR: something went wrong on our side"),
    Refusal {
        headers: &[RETRY_AFTER],
        ..refusal(
            "503",
            "Unavailable",
            "UNAVAILABLE: the outcome may be unknown; try again after `Retry-After` seconds",
        )
    },
];

impl Refusal {
    fn of(status: &str) -> Option<&'static Self> {
        REFUSALS.iter().find(|refusal| refusal.status == status)
    }

    fn reference(&self, description: &str) -> RefOr<Response> {
        RefOr::Ref(reference("responses", self.name, description))
    }

    /// The first code of its status, in both forms.
    fn example(&self) -> Option<(Value, Value)> {
        let code = ErrorCode::ALL.iter().copied().find(|code| code.status().to_string() == self.status)?;
        let cause = error_help::ALL.iter().find(|help| help.code == code)?.cause;
        let error = ErrorBody {
            code,
            message: cause.to_owned(),
            detail: None,
            trace_id: "4bf92f3577b34da6a3ce929d0e0e4736".to_owned(),
            retryable: code.is_retryable(),
            help: format!("{PAGE}#{code}"),
            fields: Vec::new(),
            details: None,
        };
        let problem = ProblemBody::from(error.clone());
        Some((serde_json::to_value(error).ok()?, serde_json::to_value(problem).ok()?))
    }

    fn component(&self) -> Response {
        let (error, problem) = self.example().unzip();
        let body = |name, example| {
            ContentBuilder::new().schema(Some(Ref::from_schema_name(name))).example(example).build()
        };
        let response = ResponseBuilder::new().description(self.means);
        let response = response.content("application/json", body(ErrorBody::name(), error));
        let problem = body(ProblemBody::name(), problem);
        let mut response = response.content("application/problem+json", problem).build();
        add(&mut response, &[headers::TRACE_ID]);
        add(&mut response, self.headers);
        response
    }
}

/// A refusal that a handler has described without a body gets the one that all have; those that no handler needs to describe are added.
pub(super) fn share(document: &mut OpenApi) {
    for operation in operations::of(&mut document.paths) {
        for (status, response) in &mut operation.responses.responses {
            let RefOr::T(own) = &*response else { continue };
            if let (Some(refusal), true) = (Refusal::of(status), own.content.is_empty()) {
                *response = refusal.reference(&own.description);
            }
        }
        for refusal in common(operation).into_iter().filter_map(Refusal::of) {
            let responses = &mut operation.responses.responses;
            responses.entry(refusal.status.to_owned()).or_insert_with(|| refusal.reference(""));
        }
    }
    let components = document.components.get_or_insert_default();
    components.responses =
        REFUSALS.iter().map(|refusal| (refusal.name.to_owned(), refusal.component().into())).collect();
}

/// The statuses that follow from what an operation reads.
fn common(operation: &Operation) -> Vec<&'static str> {
    let mut statuses = vec!["405", "500", "503"];
    if operation.request_body.is_some() {
        statuses.extend(["400", "408", "413", "415", "422", "429"]);
    }
    if operation.parameters.iter().flatten().next().is_some() {
        statuses.extend(["400", "429"]);
    }
    if schemes::takes_an_access_token(operation) {
        statuses.push("401");
    }
    if schemes::proves_a_hold(operation) {
        statuses.push("403");
    }
    if schemes::is_for_operators(operation) {
        statuses.extend(["401", "403"]);
    }
    statuses
}
