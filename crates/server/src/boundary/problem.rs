//! Refusals by RFC 9457, for a client that would rather have them so.

use actix_web::HttpResponse;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use contracts::http::error::{ErrorBody, ProblemBody};

use crate::negotiate::weight;

const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Only for a client that names it and does not prefer plain JSON.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    if !headers.contains_key(ACCEPT) {
        return false;
    }
    let problem = weight(headers, &ACCEPT, "application/problem+json").unwrap_or(0);
    problem > 0 && weight(headers, &ACCEPT, "application/json").is_none_or(|json| problem >= json)
}

/// The same facts in the other form; what is no refusal of ours stays as it is.
pub(super) fn of(response: HttpResponse) -> HttpResponse {
    let (response, body) = response.into_parts();
    let body = match body.try_into_bytes() {
        Ok(body) => body,
        Err(body) => return response.set_body(body),
    };
    let problem = serde_json::from_slice::<ErrorBody>(&body).map(ProblemBody::from);
    let Ok(problem) = problem.and_then(|problem| serde_json::to_vec(&problem)) else {
        return response.set_body(BoxBody::new(body));
    };
    let mut response = response.set_body(BoxBody::new(problem));
    response.headers_mut().insert(CONTENT_TYPE, PROBLEM);
    response
}
