//! The API description, and a page to try it out that needs nothing from outside.

use std::borrow::Cow;

use actix_web::http::header::{self, ContentEncoding};
use actix_web::{HttpResponse, web};
use bytes::Bytes;
use contracts::ErrorCode;
use utoipa_swagger_ui::Config;

use crate::{ApiError, PathParams};

/// Rendered once: it does not change while the process runs.
pub(crate) struct Description(pub(crate) Bytes);

#[utoipa::path(
    get, path = "/openapi.json", tag = "operations", operation_id = "getDescription",
    responses((status = 200, description = "This description", body = Object))
)]
pub(crate) async fn description(description: web::Data<Description>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(description.0.clone())
}

/// The page's own links are relative, so it needs the slash.
pub(crate) async fn redirect() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/docs/")).finish()
}

pub(crate) async fn page(file: PathParams<String>) -> Result<HttpResponse, ApiError> {
    let config = Config::from("/openapi.json");
    let found = utoipa_swagger_ui::serve(&file.0, config.into())
        .map_err(|error| ApiError::internal(error.to_string()))?;
    let file = found.ok_or_else(|| ApiError::new(ErrorCode::NotFound, "the docs have no such file"))?;
    let mut response = HttpResponse::Ok();
    if file.gzpipped {
        response.insert_header(ContentEncoding::Gzip);
    }
    let bytes = match file.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    Ok(response.content_type(file.content_type).body(bytes))
}
