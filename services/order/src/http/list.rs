//! GET /api/orders

use actix_web::web;
use contracts::ErrorCode;
use contracts::http::order::{OrderListBody, OrderStatus};
use primitives::{Credentials, EventId};
use serde::Deserialize;
use server::{Access, ApiError, FieldFault, QueryParams};

use super::{convert, cursor};
use crate::app::Orders;
use crate::domain::{OrderCursor, WantedOrders};

const LIMIT_MAX: u32 = 100;
const LIMIT_DEFAULT: u32 = 20;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Query {
    cursor: Option<String>,
    limit: Option<u32>,
    event_id: Option<i64>,
    status: Option<OrderStatus>,
}

/// The caller's own orders, newest first
#[utoipa::path(
    get,
    path = "/api/orders",
    tag = "orders",
    operation_id = "listOrders",
    params(
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "From 1 to 100; 20 when absent"),
        ("eventId" = Option<i64>, Query, minimum = 1, description = "Only orders of this event"),
        ("status" = Option<OrderStatus>, Query, description = "Only orders that have this status now"),
        Access,
    ),
    responses(
        (status = 200, description = "One page; without `nextCursor` it is the last", body = OrderListBody),
        (status = 400, description = "BAD_REQUEST: cursor or limit cannot be used"),
        (status = 401, description = "UNAUTHENTICATED: only an identity has a list"),
    )
)]
pub(super) async fn list_orders(
    orders: web::Data<Orders>,
    access: Access,
    QueryParams(query): QueryParams<Query>,
) -> Result<web::Json<OrderListBody>, ApiError> {
    let Credentials { user, was_guest, .. } = access.credentials;
    let user = user.ok_or_else(unauthenticated)?;
    let Page { wanted, after, limit } = page(query)?;
    let listed = orders.list(&user, was_guest.as_ref(), wanted, after, limit).await;
    let page = listed.map_err(convert::read_refused)?;
    Ok(web::Json(OrderListBody {
        items: page.orders.iter().map(convert::order_body).collect(),
        next_cursor: page.next.map(cursor::write),
    }))
}

/// What a query asks for.
struct Page {
    wanted: WantedOrders,
    after: Option<OrderCursor>,
    limit: u32,
}

fn page(query: Query) -> Result<Page, ApiError> {
    let limit = query.limit.unwrap_or(LIMIT_DEFAULT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        let message = "the limit is a whole number from 1 to 100";
        return Err(ApiError::bad_input("limit", FieldFault::OutOfRange, message));
    }
    let none_of_ours = || {
        let message = "the cursor is not one that a list has given";
        ApiError::bad_input("cursor", FieldFault::Malformed, message)
    };
    let after = query.cursor.as_deref().map(|text| cursor::parse(text).ok_or_else(none_of_ours));
    let event = query.event_id.map(EventId::new).transpose().map_err(|_| {
        ApiError::bad_input("eventId", FieldFault::OutOfRange, "an event id is a whole number from 1")
    })?;
    let wanted = WantedOrders { event, status: query.status.map(convert::wanted_status) };
    Ok(Page { wanted, after: after.transpose()?, limit })
}

fn unauthenticated() -> ApiError {
    ApiError::new(ErrorCode::Unauthenticated, "only a caller with an identity has a list of orders")
}
