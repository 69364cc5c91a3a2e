//! Path and query as a type of the handler's own.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use contracts::ErrorCode;
use serde::de::DeserializeOwned;

use crate::ApiError;

/// All parts of the path that vary. Anything that does not parse: 400 BAD_REQUEST.
#[derive(Debug, Clone, Copy)]
pub struct PathParams<T>(pub T);

/// The query string. Anything that does not parse: 400 BAD_REQUEST.
#[derive(Debug, Clone, Copy)]
pub struct QueryParams<T>(pub T);

impl<T: DeserializeOwned> FromRequest for PathParams<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let path = web::Path::<T>::from_request(request, payload).into_inner();
        ready(
            path.map(|path| Self(path.into_inner()))
                .map_err(|_| refused("the path has a part of the wrong form")),
        )
    }
}

impl<T: DeserializeOwned> FromRequest for QueryParams<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let query = web::Query::<T>::from_query(request.query_string());
        ready(
            query
                .map(|query| Self(query.into_inner()))
                .map_err(|error| refused(format!("the query cannot be used: {error}"))),
        )
    }
}

fn refused(message: impl Into<std::borrow::Cow<'static, str>>) -> ApiError {
    ApiError::new(ErrorCode::BadRequest, message)
}
