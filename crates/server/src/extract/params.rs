//! Path and query as a type of the handler's own.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use contracts::ErrorCode;
use contracts::http::error::FieldFault;
use serde::de::DeserializeOwned;

use crate::{ApiError, FieldErrors};

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
        ready(query.map(|query| Self(query.into_inner())).map_err(|error| in_query(&error.to_string())))
    }
}

/// The parser names a field that is missing, unknown or given twice; of one with a bad value it says only what is wrong.
fn in_query(text: &str) -> ApiError {
    let faults = [
        ("missing", FieldFault::Missing),
        ("unknown", FieldFault::Unknown),
        ("duplicate", FieldFault::GivenTwice),
    ];
    let named = faults.into_iter().find_map(|(word, fault)| {
        let (_, rest) = text.split_once(word)?.1.split_once("field `")?;
        Some((rest.split('`').next()?, fault))
    });
    let (field, fault) = named.unwrap_or(("query", FieldFault::Invalid));
    let message = format!("the query cannot be used: {text}");
    ApiError::bad_inputs(FieldErrors::one(field, fault, message.clone()), message)
}

fn refused(message: impl Into<std::borrow::Cow<'static, str>>) -> ApiError {
    ApiError::new(ErrorCode::BadRequest, message)
}
