//! `GET /api/events` and `GET /api/events/{eventId}`.

use actix_web::web::{Data, Json};
use contracts::ErrorCode;
use contracts::http::catalog::{EventBody, EventListBody};
use serde::Deserialize;
use server::{ApiError, EventIdPath, QueryParams};
use utoipa::IntoParams;

use super::convert::read_cursor;
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
        fits.then_some(limit)
            .ok_or_else(|| ApiError::new(ErrorCode::BadRequest, "limit is a number from 1 to 100"))
    }
}

/// Events, the earliest published first
#[utoipa::path(
    get,
    path = "/api/events",
    tag = "events",
    operation_id = "listEvents",
    params(ListQuery),
    responses(
        (status = 200, description = "A page of events.", body = EventListBody),
        (status = 400, description = "BAD_REQUEST: a cursor or limit that cannot be."),
    )
)]
pub(super) async fn list(
    query: QueryParams<ListQuery>,
    catalog: Data<Catalog>,
) -> Result<Json<EventListBody>, ApiError> {
    let limit = query.0.limit()?;
    let after = query.0.cursor.as_deref().map(read_cursor).transpose()?;
    Ok(Json(catalog.events(after, limit).await?.into()))
}

/// One event
#[utoipa::path(
    get,
    path = "/api/events/{eventId}",
    tag = "events",
    operation_id = "getEvent",
    params(EventIdPath),
    responses(
        (status = 200, description = "The event, and how many seats can be bought right now.", body = EventBody),
        (status = 404, description = "EVENT_NOT_FOUND"),
    )
)]
pub(super) async fn show(path: EventIdPath, catalog: Data<Catalog>) -> Result<Json<EventBody>, ApiError> {
    Ok(Json(catalog.event(path.0).await?.into()))
}
