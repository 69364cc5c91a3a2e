//! What only the people who run an installation may do, by a token of their own.

use access::OperatorToken;
use actix_web::HttpRequest;
use contracts::ErrorCode;

use crate::ApiError;
use crate::bearer::bearer;

/// Without a token it is closed to all. The server gives it to the handlers of every service.
pub(crate) struct OperatorGate(Option<OperatorToken>);

impl OperatorGate {
    #[must_use]
    pub(crate) fn new(token: Option<OperatorToken>) -> Self {
        Self(token)
    }

    /// Refuses everyone but the bearer of the token. The given one is never logged: it may be the right one with a slip.
    pub(crate) fn check(&self, request: &HttpRequest) -> Result<(), ApiError> {
        let Some(token) = &self.0 else {
            let closed = "this is closed: the setting HOLDFAST_OPERATOR_TOKEN opens it";
            return Err(ApiError::new(ErrorCode::Forbidden, closed));
        };
        if bearer(request.headers()).is_some_and(|given| token.admits(given)) {
            return Ok(());
        }
        Err(ApiError::new(ErrorCode::Unauthenticated, "this is for operators, with their token"))
    }
}
