//! A request body of a form, as clients of OAuth 2.0 send it.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use contracts::ErrorCode;
use futures::future::LocalBoxFuture;

use crate::ApiError;
use crate::extract::json_body::read;

const FORM: &str = "application/x-www-form-urlencoded";

/// The fields as they came: what is wrong with them is said in the words of their protocol.
#[derive(Clone)]
pub struct FormBody(pub String);

impl FromRequest for FormBody {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let body = read(&request, payload).await?;
            let given = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
            if !given.is_some_and(is_form) {
                let message = "a request body must be a form, with the header Content-Type: application/x-www-form-urlencoded";
                return Err(ApiError::new(ErrorCode::UnsupportedMediaType, message));
            }
            let text = String::from_utf8(body.to_vec());
            text.map(Self).map_err(|_| ApiError::new(ErrorCode::BadRequest, "a form is text in UTF-8"))
        })
    }
}

fn is_form(content_type: &str) -> bool {
    content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(FORM)
}

/// It has secrets in it.
impl std::fmt::Debug for FormBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FormBody(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_by_its_type() {
        assert!(is_form(FORM) && is_form("Application/X-WWW-Form-Urlencoded; charset=UTF-8"));
        for no in
            ["", "application/json", "multipart/form-data", "text/plain; application/x-www-form-urlencoded"]
        {
            assert!(!is_form(no), "{no:?} passed");
        }
    }
}
