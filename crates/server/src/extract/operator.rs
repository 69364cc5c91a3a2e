//! Who an operator is, in a handler whose rule demands one: the door has checked it.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::ApiError;
use crate::extract::SignedIn;

/// One with a role in the installation or in the organization of the event, or with the token of the installation, which names no one.
#[derive(Debug, Clone)]
pub struct CheckedOperator(Option<SignedIn>);

impl CheckedOperator {
    pub(crate) fn new(caller: Option<SignedIn>) -> Self {
        Self(caller)
    }

    /// The account, as records of changes name it.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.0.as_ref().map(|caller| caller.0.subject.as_str())
    }
}

impl FromRequest for CheckedOperator {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let checked = request.extensions().get::<Self>().cloned();
        ready(
            checked.ok_or_else(|| ApiError::internal("the rule of this route admits others than operators")),
        )
    }
}
