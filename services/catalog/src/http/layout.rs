//! `GET /api/events/{eventId}/layout`: what never changes of a seat map.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue, VARY};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use contracts::http::catalog::LayoutBody;
use serde::Deserialize;
use server::{ApiError, ConditionalRead, EventIdPath, QueryParams, is_current};
use utoipa::IntoParams;

use super::negotiate;
use crate::app::{Catalog, CatalogError};

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct LayoutQuery {
    /// The hash in the event's `layoutUrl`: with it, the answer may be kept for ever.
    v: Option<String>,
}

/// The layout of the seats
#[utoipa::path(
    get,
    path = "/api/events/{eventId}/layout",
    tag = "events",
    operation_id = "getLayout",
    params(EventIdPath, LayoutQuery, ConditionalRead),
    responses(
        (
            status = 200,
            description = "Sections and prices, and where each seat is, in columns by ascending seat id.",
            body = LayoutBody,
            headers(("ETag" = String, description = "The hash of the layout."))
        ),
        (status = 304, description = "You have it."),
        (status = 404, description = "EVENT_NOT_FOUND"),
    )
)]
pub(super) async fn show(
    request: HttpRequest,
    path: EventIdPath,
    query: QueryParams<LayoutQuery>,
    catalog: Data<Catalog>,
) -> Result<HttpResponse, ApiError> {
    let map = catalog.seat_plan(path.0).await?;
    let hash = map.plan().layout_hash();
    // A client that requests another layout than this one must not cache the answer under that name.
    let cache = if query.0.v.as_deref() == Some(hash) { FOR_EVER } else { REVALIDATE };
    let etag = format!("W/\"{hash}\"");
    if is_current(request.headers(), &etag) {
        return Ok(describe(HttpResponse::NotModified(), etag, cache).finish());
    }
    let body = map.plan().layout_body().await.map_err(CatalogError::from)?;
    let mut response = describe(HttpResponse::Ok(), etag, cache);
    response.insert_header((CONTENT_TYPE, HeaderValue::from_static("application/json")));
    if negotiate::gzip(request.headers()) {
        response.insert_header((CONTENT_ENCODING, HeaderValue::from_static("gzip")));
        return Ok(response.body(body.gzip));
    }
    Ok(response.body(body.plain))
}

fn describe(mut response: HttpResponseBuilder, etag: String, cache: HeaderValue) -> HttpResponseBuilder {
    response
        .insert_header((ETAG, etag))
        .insert_header((CACHE_CONTROL, cache))
        .insert_header((VARY, HeaderValue::from_static("Accept-Encoding")));
    response
}
