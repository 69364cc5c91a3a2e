//! What only the people who run an installation may do, by their token.

use access::OperatorToken;
use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use contracts::ErrorCode;
use server::ApiError;

const SCHEME: &str = "Bearer";

pub(super) struct Operators {
    token: Option<OperatorToken>,
}

impl Operators {
    pub(super) fn new(token: Option<OperatorToken>) -> Self {
        Self { token }
    }

    /// Refuses everyone but the bearer of the token. The given one is never logged: it may be the right one with a slip.
    pub(super) fn check(&self, request: &HttpRequest) -> Result<(), ApiError> {
        let Some(token) = &self.token else {
            let closed = "this is closed: the setting HOLDFAST_OPERATOR_TOKEN opens it";
            return Err(ApiError::new(ErrorCode::Forbidden, closed));
        };
        let given = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.split_once(' '));
        if given
            .is_some_and(|(scheme, given)| scheme.eq_ignore_ascii_case(SCHEME) && token.admits(given.trim()))
        {
            return Ok(());
        }
        Err(ApiError::new(ErrorCode::Unauthenticated, "this is for operators, with their token"))
    }
}
