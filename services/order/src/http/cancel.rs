//! POST /api/orders/{orderId}/cancel

use actix_web::{HttpResponse, web};
use contracts::http::order::{OrderBody, OrderStatus};
use server::{Access, ApiError, OrderIdPath, Prefer};

use super::convert;
use crate::app::Orders;

/// Cancels an order that is not decided yet
///
/// Whatever is authorized is voided, and the seats are free again for everyone. Repeated, it changes nothing. A confirmed order is not cancelled:
/// there are no refunds yet.
#[utoipa::path(
    post,
    path = "/api/orders/{orderId}/cancel",
    tag = "orders",
    operation_id = "cancelOrder",
    params(OrderIdPath, Access, Prefer),
    responses(
        (status = 200, description = "It is cancelled", body = OrderBody, headers(("Preference-Applied" = String))),
        (
            status = 202,
            description = "It is being undone, and nothing stops that any more; its status is still CREATED",
            body = OrderBody,
            headers(("Preference-Applied" = String))
        ),
        (status = 404, description = "ORDER_NOT_FOUND, also for another buyer's order"),
        (status = 409, description = "ORDER_NOT_CANCELLABLE: it is confirmed, or was paid for at the box office"),
    )
)]
pub(super) async fn cancel_order(
    orders: web::Data<Orders>,
    access: Access,
    OrderIdPath(order): OrderIdPath,
    prefer: Prefer,
) -> Result<HttpResponse, ApiError> {
    let by = orders.waits_until(prefer.wait.unwrap_or_default());
    let details = orders.cancel(order, &access.credentials, by).await.map_err(convert::cancel_refused)?;
    let body = convert::order_body(&details);
    let mut response = match body.status {
        OrderStatus::Cancelled => HttpResponse::Ok(),
        OrderStatus::Created | OrderStatus::Confirmed => HttpResponse::Accepted(),
    };
    prefer.applied(&mut response);
    Ok(response.json(body))
}
