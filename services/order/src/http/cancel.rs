//! POST /api/orders/{orderId}/cancel

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use contracts::http::order::{OrderBody, OrderStatus};
use server::{Access, ApiError, CallAnswer, KeyedAnswers, OptionalIdempotencyKey, OrderIdPath, Prefer};

use super::convert;
use crate::app::{Cancellation, Orders};

/// Cancels an order that is not decided yet
///
/// Whatever is authorized is voided, and the seats are free again for everyone. Repeated, it changes nothing. A confirmed order is not cancelled:
/// there are no refunds yet. Its key is kept for 24 hours.
#[utoipa::path(
    post,
    path = "/api/orders/{orderId}/cancel",
    tag = "orders",
    operation_id = "cancelOrder",
    params(OrderIdPath, Access, OptionalIdempotencyKey, Prefer),
    responses(
        (status = 200, description = "It is cancelled", body = OrderBody, headers(("Preference-Applied" = String), ("Idempotent-Replayed" = String))),
        (
            status = 202,
            description = "It is being undone, and nothing stops that any more; its status is still CREATED",
            body = OrderBody,
            headers(("Preference-Applied" = String), ("Idempotent-Replayed" = String))
        ),
        (status = 400, description = "BAD_REQUEST or IDEMPOTENCY_KEY_INVALID"),
        (status = 404, description = "ORDER_NOT_FOUND, also for another buyer's order"),
        (status = 409, description = "ORDER_NOT_CANCELLABLE: it is confirmed, or was paid for at the box office; IDEMPOTENCY_KEY_IN_PROGRESS"),
        (status = 422, description = "IDEMPOTENCY_KEY_REUSED"),
    )
)]
pub(super) async fn cancel_order(
    orders: web::Data<Orders>,
    access: Access,
    OrderIdPath(order): OrderIdPath,
    key: OptionalIdempotencyKey,
    prefer: Prefer,
    answers: web::Data<KeyedAnswers>,
) -> Result<HttpResponse, ApiError> {
    let by = orders.waits_until(prefer.wait.unwrap_or_default());
    let call = key.call("cancelOrder", &access, &[&order.to_string()])?;
    let work = async move {
        let cancelled = orders.cancel(order, &access.credentials, by).await;
        let Cancellation { details, has_changed } = cancelled.map_err(convert::cancel_refused)?;
        let body = convert::order_body(&details);
        let status = match body.status {
            OrderStatus::Cancelled => StatusCode::OK,
            OrderStatus::Created | OrderStatus::Confirmed => StatusCode::ACCEPTED,
        };
        Ok(CallAnswer::json(status, &body)?.if_changed(has_changed))
    };
    let mut response = answers.once(call, work).await?;
    prefer.applied(&mut response);
    Ok(response)
}
