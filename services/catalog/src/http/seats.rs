//! `GET /api/events/{eventId}/seats`: the whole map as of now, as JSON or packed.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, VARY,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use contracts::http::catalog::SeatMapBody;
use contracts::http::headers::{SEAT_POOLS, SEAT_VERSION};
use server::{ApiError, ConditionalRead, EventIdPath, is_current};

use super::negotiate;
use crate::app::{Catalog, CatalogError};
use crate::domain::MapPosition;
use crate::live::{Form, Rendering, Variant};

/// The seat map
///
/// `Accept: application/octet-stream` gives the statuses alone: seats by ascending id, two bits each, low bits first; 0 available, 1 held,
/// 2 sold. The places of standing sections are counted in `Seat-Pools`.
#[utoipa::path(
    get,
    path = "/api/events/{eventId}/seats",
    tag = "events",
    operation_id = "getSeats",
    params(EventIdPath, ConditionalRead),
    responses(
        (
            status = 200,
            description = "The status of every seat.",
            content((SeatMapBody = "application/json"), (Vec<u8> = "application/octet-stream")),
            headers(
                ("Seat-Version" = String, description = "`<epoch>-<version>` of the map."),
                ("ETag" = String, description = "One for each form."),
                (
                    "Seat-Pools" = Option<String>,
                    description = "Of a packed map: `<available>/<held>/<sold>` of each standing section, in the order of the layout."
                ),
            )
        ),
        (status = 304, description = "You have it."),
        (status = 404, description = "EVENT_NOT_FOUND"),
    )
)]
pub(super) async fn show(
    request: HttpRequest,
    path: EventIdPath,
    catalog: Data<Catalog>,
) -> Result<HttpResponse, ApiError> {
    let map = catalog.live_map(path.0).await?;
    let variant = negotiate::variant(request.headers());
    let position = map.position().ok_or(CatalogError::NotReady)?;
    let current = etag(variant.form, position);
    if is_current(request.headers(), &current) {
        return Ok(describe(HttpResponse::NotModified(), current, position).finish());
    }
    let rendering = map.rendering(variant).await.map_err(CatalogError::from)?;
    Ok(respond(rendering, variant))
}

fn respond(Rendering { position, pools, body }: Rendering, Variant { form, gzip }: Variant) -> HttpResponse {
    let mut response = describe(HttpResponse::Ok(), etag(form, position), position);
    response.insert_header((CONTENT_TYPE, content_type(form)));
    if let Some(pools) = pools.filter(|_| form == Form::Packed) {
        response.insert_header((SEAT_POOLS, pools));
    }
    if gzip {
        response.insert_header((CONTENT_ENCODING, HeaderValue::from_static("gzip")));
    }
    response.body(body)
}

/// Weak, because the gzip of a form is the same map in other bytes.
fn etag(form: Form, MapPosition { epoch, version }: MapPosition) -> String {
    match form {
        Form::Json => format!("W/\"{epoch}-{version}-json\""),
        Form::Packed => format!("W/\"{epoch}-{version}-packed\""),
    }
}

fn describe(mut response: HttpResponseBuilder, etag: String, position: MapPosition) -> HttpResponseBuilder {
    const SEAT_VERSION_NAME: HeaderName = HeaderName::from_static("seat-version");
    debug_assert!(SEAT_VERSION.eq_ignore_ascii_case(SEAT_VERSION_NAME.as_str()));
    response
        .insert_header((ETAG, etag))
        .insert_header((SEAT_VERSION_NAME, format!("{}-{}", position.epoch, position.version)))
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-cache")))
        .insert_header((VARY, HeaderValue::from_static("Accept, Accept-Encoding")));
    response
}

fn content_type(form: Form) -> HeaderValue {
    match form {
        Form::Json => HeaderValue::from_static("application/json"),
        Form::Packed => HeaderValue::from_static("application/octet-stream"),
    }
}
