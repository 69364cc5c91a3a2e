//! The form in which a client reads refusals: by RFC 9457, in its language, and as they were on the day that it was written.

use actix_web::HttpResponse;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use contracts::ErrorCode;
use contracts::http::error::{ErrorBody, ErrorDetails, ProblemBody};
use contracts::http::headers;
use contracts::versions::{self, ApiVersion};

use crate::language::Language;
use crate::negotiate::weight;
use crate::{ApiError, FieldFault};

const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");
const VERSION: HeaderName = HeaderName::from_static("holdfast-version");

#[derive(Debug, Clone, Copy)]
pub(super) struct RefusalForm {
    is_problem: bool,
    language: Option<Language>,
    /// None: the client names none, and gets the newest form with the older ones that still stand in it.
    version: Option<&'static ApiVersion>,
}

impl RefusalForm {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        Self {
            is_problem: wants_problem(headers),
            language: Language::preferred(headers),
            version: version(headers).unwrap_or_default(),
        }
    }

    /// Says which version the answer is of, where the client has named one.
    pub(super) fn add_version(self, headers: &mut HeaderMap) {
        if let Some(version) = self.version {
            headers.insert(VERSION, HeaderValue::from_static(version.date));
        }
    }

    /// The same facts in this form; what is no refusal of ours stays as it is.
    pub(super) fn give(self, response: HttpResponse) -> HttpResponse {
        let is_plain = !self.is_problem && self.language.is_none() && self.version.is_none();
        if is_plain || response.status().as_u16() < 400 {
            return response;
        }
        let (response, body) = response.into_parts();
        let body = match body.try_into_bytes() {
            Ok(body) => body,
            Err(body) => return response.set_body(body),
        };
        let Ok(error) = serde_json::from_slice::<ErrorBody>(&body) else {
            return response.set_body(BoxBody::new(body));
        };
        let error = self.of_version(self.in_language(error));
        let written = if self.is_problem {
            serde_json::to_vec(&ProblemBody::from(error))
        } else {
            serde_json::to_vec(&error)
        };
        let Ok(written) = written else { return response.set_body(BoxBody::new(body)) };
        let mut response = response.set_body(BoxBody::new(written));
        if self.is_problem {
            response.headers_mut().insert(CONTENT_TYPE, PROBLEM);
        }
        if let Some(language) = self.language {
            language.describe(response.headers_mut());
        }
        response
    }

    fn in_language(self, error: ErrorBody) -> ErrorBody {
        match self.language {
            Some(Language::Korean) => {
                let ErrorBody { code, message, .. } = error;
                ErrorBody { message: code.in_korean().to_owned(), detail: Some(message), ..error }
            }
            Some(Language::English) | None => error,
        }
    }

    /// Without the forms that are deprecated on its day.
    fn of_version(self, error: ErrorBody) -> ErrorBody {
        let is_old = self.version.is_none_or(ApiVersion::has_details_fields);
        let details = error.details.filter(|details| is_old || !matches!(details, ErrorDetails::Fields(_)));
        ErrorBody { details, ..error }
    }
}

/// The version that a client names.
pub(super) fn version(sent: &HeaderMap) -> Result<Option<&'static ApiVersion>, ApiError> {
    let mut values = sent.get_all(&VERSION);
    let Some(value) = values.next() else { return Ok(None) };
    debug_assert!(headers::HOLDFAST_VERSION.eq_ignore_ascii_case(VERSION.as_str()));
    let is_one = values.next().is_none();
    let named = value.to_str().ok().filter(|_| is_one).and_then(ApiVersion::of_date);
    let fault = if is_one { FieldFault::UnknownValue } else { FieldFault::Duplicate };
    named.map(Some).ok_or_else(|| {
        let known = versions::ALL.map(|version| version.date).join(", ");
        let message = format!("the header Holdfast-Version must be the date of a version: {known}");
        ApiError::new(ErrorCode::VersionUnknown, message).about(headers::HOLDFAST_VERSION, fault)
    })
}

/// Only for a client that names it and does not prefer plain JSON.
fn wants_problem(headers: &HeaderMap) -> bool {
    if !headers.contains_key(ACCEPT) {
        return false;
    }
    let problem = weight(headers, &ACCEPT, "application/problem+json").unwrap_or(0);
    problem > 0 && weight(headers, &ACCEPT, "application/json").is_none_or(|json| problem >= json)
}
