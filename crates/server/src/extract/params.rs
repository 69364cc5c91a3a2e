//! Path and query as a type of the handler's own.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;

use crate::{ApiError, FieldFault};

/// Among which the one with a bad value is looked for.
const PARAMETERS_MAX: usize = 32;

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
        ready(path.map(|path| Self(path.into_inner())).map_err(|_| malformed_path()))
    }
}

pub(crate) fn malformed_path() -> ApiError {
    ApiError::bad_input("path", FieldFault::Malformed, "the path has a part of the wrong form")
}

impl<T: DeserializeOwned> FromRequest for QueryParams<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(
            parsed(request.query_string())
                .map(Self)
                .map_err(|text| in_query::<T>(request.query_string(), &text)),
        )
    }
}

fn parsed<T: DeserializeOwned>(query: &str) -> Result<T, String> {
    web::Query::<T>::from_query(query).map(web::Query::into_inner).map_err(|error| error.to_string())
}

/// The parser names a field that is missing, unknown or given twice; of one with a bad value it says only what is wrong.
fn in_query<T: DeserializeOwned>(query: &str, text: &str) -> ApiError {
    let faults = [
        ("missing", FieldFault::Required),
        ("unknown", FieldFault::UnknownField),
        ("duplicate", FieldFault::Duplicate),
    ];
    let named = faults.into_iter().find_map(|(word, fault)| {
        let (_, rest) = text.split_once(word)?.1.split_once("field `")?;
        Some((rest.split('`').next()?, fault))
    });
    let (field, fault) =
        named.unwrap_or_else(|| (culprit::<T>(query, text).unwrap_or("query"), of_value(text)));
    ApiError::bad_input(field, fault, format!("the query cannot be used: {text}"))
}

/// The parameter that alone has the same fault.
fn culprit<'q, T: DeserializeOwned>(query: &'q str, text: &str) -> Option<&'q str> {
    let pairs = query.split('&').take(PARAMETERS_MAX);
    let mut alike = pairs.filter(|pair| parsed::<T>(pair).is_err_and(|alone| alone == text));
    alike.next()?.split('=').next()
}

fn of_value(text: &str) -> FieldFault {
    let faults = [
        ("invalid digit", FieldFault::NotAnInteger),
        ("cannot parse integer", FieldFault::NotAnInteger),
        ("number too", FieldFault::OutOfRange),
        ("unknown variant", FieldFault::UnknownValue),
        ("`true` or `false`", FieldFault::NotABoolean),
    ];
    let known = faults.into_iter().find(|(words, _)| text.contains(words));
    known.map_or(FieldFault::Malformed, |(_, fault)| fault)
}
