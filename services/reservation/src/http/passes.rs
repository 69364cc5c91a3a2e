//! The passes that a caller presents for a sale with a waiting room.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use server::{ApiError, SalePassTokens};

use crate::app::PresentedPasses;

#[derive(Debug, Clone)]
pub(super) struct SalePassHeaders(pub(super) PresentedPasses);

impl FromRequest for SalePassHeaders {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let presented = SalePassTokens::from_request(request, payload).into_inner();
        ready(presented.map(|SalePassTokens { visitor, tokens }| Self(PresentedPasses { visitor, tokens })))
    }
}
