//! POST /pay/{orderId}

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use contracts::http::purchase::{PaidBody, PaidStatus};
use server::{Access, ApiError, OrderIdPath};

use super::convert;
use crate::app::{Orders, PayOutcome, PayPurchase};
use crate::http::convert::limit_reached;
use crate::metrics;

/// Pays for a purchase
///
/// Places its order, once, and waits for up to eight seconds. Repeated, it answers what became of that order.
#[utoipa::path(
    post,
    path = "/pay/{orderId}",
    tag = "purchases",
    operation_id = "payPurchase",
    params(OrderIdPath, Access),
    responses(
        (status = 200, description = "PAID: the places are the buyer's", body = PaidBody),
        (status = 202, description = "PENDING: not decided yet, ask again", body = PaidBody),
        (status = 400, description = "BAD_REQUEST; IDEMPOTENCY_KEY_INVALID: nothing says whose purchase it is"),
        (status = 402, description = "DECLINED: the places are free again", body = PaidBody),
        (status = 404, description = "ORDER_NOT_FOUND, also for another caller's purchase"),
        (status = 409, description = "LIMIT_REACHED: the buyer has bought as many places as one may"),
        (status = 410, description = "EXPIRED: the hold had ended, or the payment took too long", body = PaidBody),
        (status = 429, description = "RATE_LIMITED: too many orders of this caller or address wait to be decided"),
        (status = 503, description = "UNAVAILABLE: the outcome is unknown, ask again"),
    )
)]
pub(crate) async fn pay(
    orders: Data<Orders>,
    access: Access,
    OrderIdPath(order): OrderIdPath,
) -> Result<HttpResponse, ApiError> {
    let (address, scopes) = (access.guest(), convert::scopes(&access)?);
    let command = PayPurchase { order, scopes, caller: access.credentials, address };
    let paid = orders.into_inner().pay(command).await.map_err(convert::pay_refused);
    metrics::paid(convert::pay_result(&paid));
    answer(paid?)
}

fn answer(outcome: PayOutcome) -> Result<HttpResponse, ApiError> {
    let (code, status) = match outcome {
        PayOutcome::Paid => (StatusCode::OK, PaidStatus::Paid),
        PayOutcome::Declined => (StatusCode::PAYMENT_REQUIRED, PaidStatus::Declined),
        PayOutcome::Expired => (StatusCode::GONE, PaidStatus::Expired),
        PayOutcome::Pending => (StatusCode::ACCEPTED, PaidStatus::Pending),
        PayOutcome::LimitReached => return Err(limit_reached()),
    };
    Ok(HttpResponse::build(code).json(PaidBody { ok: status == PaidStatus::Paid, status }))
}
