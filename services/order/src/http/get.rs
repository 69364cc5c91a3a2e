//! GET /api/orders/{orderId}

use actix_web::{HttpResponse, web};
use contracts::http::order::OrderBody;
use server::{Access, ApiError, ConditionalRead, OrderIdPath};

use super::convert;
use crate::app::Orders;

/// One order with its timeline
///
/// An order made with an identity is that identity's alone. An anonymous one is read with the token of its hold, and in open
/// mode by its id. Somebody else's order does not exist.
#[utoipa::path(
    get,
    path = "/api/orders/{orderId}",
    tag = "orders",
    operation_id = "getOrder",
    params(OrderIdPath, Access, ConditionalRead),
    responses(
        (status = 200, description = "The order as it is now", body = OrderBody, headers(("ETag" = String))),
        (status = 304, description = "It has not changed since, says `If-None-Match`"),
        (status = 404, description = "ORDER_NOT_FOUND, also for somebody else's order"),
    )
)]
pub(super) async fn get_order(
    orders: web::Data<Orders>,
    access: Access,
    OrderIdPath(order): OrderIdPath,
    known: ConditionalRead,
) -> Result<HttpResponse, ApiError> {
    let details = orders.find(order, &access.credentials).await.map_err(convert::read_refused)?;
    Ok(known.private(&convert::order_tag(&details), || convert::order_body(&details)))
}
