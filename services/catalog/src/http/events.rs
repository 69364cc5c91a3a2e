//! `GET /api/events` and `GET /api/events/{eventId}`.

use actix_web::HttpResponse;
use actix_web::web::Data;
use contracts::http::catalog::{EventBody, EventListBody};
use serde::Deserialize;
use server::{ApiError, ConditionalRead, EventIdPath, FieldFault, PreferredLanguage, QueryParams};
use utoipa::IntoParams;

use super::convert::{HOUSE, event_body, list_body, read_cursor, tag};
use crate::app::Catalog;

const LIMIT_DEFAULT: u32 = 50;
const LIMIT_MAX: u32 = 100;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `nextCursor` of the page before.
    cursor: Option<String>,
    /// From 1 to 100; 50 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

impl ListQuery {
    /// How many events to list; a number that cannot be is refused.
    pub fn limit(&self) -> Result<u32, ApiError> {
        let limit = self.limit.unwrap_or(LIMIT_DEFAULT);
        let fits = (1..=LIMIT_MAX).contains(&limit);
        fits.then_some(limit).ok_or_else(|| {
            ApiError::bad_input("limit", FieldFault::OutOfRange, "limit is a number from 1 to 100")
        })
    }
}

/// Events, the earliest published first
#[utoipa::path(
    get,
    path = "/api/events",
    tag = "events",
    operation_id = "listEvents",
    params(ListQuery, ConditionalRead, PreferredLanguage),
    responses(
        (
            status = 200, description = "A page of events.", body = EventListBody,
            headers(("ETag" = String, description = "One for each language"), ("Content-Language" = String))
        ),
        (status = 304, description = "Only the time has changed since."),
        (status = 400, description = "BAD_REQUEST: a cursor or limit that cannot be."),
    )
)]
pub(super) async fn list(
    query: QueryParams<ListQuery>,
    known: ConditionalRead,
    language: PreferredLanguage,
    catalog: Data<Catalog>,
) -> Result<HttpResponse, ApiError> {
    let limit = query.0.limit()?;
    let after = query.0.cursor.as_deref().map(read_cursor).transpose()?;
    let page = catalog.events(after, limit).await?;
    Ok(language.respond(HOUSE, |language| {
        let body = list_body(page, language);
        known.public(&tag(&body.items, body.next_cursor.as_deref()), || body)
    }))
}

/// One event
#[utoipa::path(
    get,
    path = "/api/events/{eventId}",
    tag = "events",
    operation_id = "getEvent",
    params(EventIdPath, ConditionalRead, PreferredLanguage),
    responses(
        (
            status = 200, description = "The event, and how many seats can be bought right now.", body = EventBody,
            headers(("ETag" = String, description = "One for each language"), ("Content-Language" = String))
        ),
        (status = 304, description = "Only the time has changed since."),
        (status = 404, description = "EVENT_NOT_FOUND"),
    )
)]
pub(super) async fn show(
    path: EventIdPath,
    known: ConditionalRead,
    language: PreferredLanguage,
    catalog: Data<Catalog>,
) -> Result<HttpResponse, ApiError> {
    let event = catalog.event(path.0).await?;
    Ok(language.respond(HOUSE, |language| {
        let body = event_body(event, language);
        known.public(&tag(std::slice::from_ref(&body), None), || body)
    }))
}
