//! POST /purchase

use access::AccessPolicy;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contracts::http::headers;
use contracts::http::purchase::{PurchaseBody, PurchasedBody, RejectReason};
use server::{Access, ApiError, IdempotencyKey, JsonBody, SalePassTokens, mark_replayed};
use tokio::time::Instant;

use super::convert;
use crate::app::{Orders, Purchased};
use crate::http::place::key_refused;
use crate::metrics;

/// Holds so many places of an event for a minute
///
/// The same key with the same body gives the same answer: its key is kept for as long as the purchase is remembered, a day after the hold. `POST /pay/{orderId}` pays for it.
#[utoipa::path(
    post,
    path = "/purchase",
    tag = "purchases",
    operation_id = "makePurchase",
    request_body = PurchaseBody,
    params(IdempotencyKey, Access, SalePassTokens),
    responses(
        (status = 200, description = "HOLD: the places wait to be paid for; REJECTED: there are not so many left", body = PurchasedBody, headers(
            ("Hold-Token" = Option<String>, description = "Of a HOLD: it reads the order, and shows it over `/ws`"),
            ("Idempotent-Replayed" = String),
        )),
        (status = 400, description = "IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_INVALID, MALFORMED_JSON, BAD_REQUEST"),
        (status = 403, description = "QUEUE_TOKEN_REQUIRED, NOT_HOLD_OWNER: a token is not genuine"),
        (status = 404, description = "EVENT_NOT_FOUND"),
        (status = 409, description = "IDEMPOTENCY_KEY_CONFLICT: the key stands for another purchase; SALE_NOT_OPEN; SECTION_HAS_SEATS; LIMIT_REACHED"),
        (status = 429, description = "RATE_LIMITED: callers without an account hold too much, or too often"),
        (status = 503, description = "UNAVAILABLE: the outcome is unknown, the same key finds out"),
    )
)]
pub(crate) async fn purchase(
    orders: Data<Orders>,
    access: Access,
    passes: SalePassTokens,
    policy: Data<AccessPolicy>,
    key: Result<IdempotencyKey, ApiError>,
    body: Result<JsonBody<PurchaseBody>, ApiError>,
) -> Result<HttpResponse, ApiError> {
    let began = Instant::now();
    let key = match key {
        Ok(key) => key,
        Err(error) => return Ok(key_refused(&error)),
    };
    let command = convert::purchase(access, passes, &key, body?.0)?;
    let purchased = orders.purchase(command).await.map_err(convert::purchase_refused);
    metrics::purchased(convert::purchase_result(&purchased), began.elapsed());
    Ok(answer(purchased?, &policy))
}

fn answer(purchased: Purchased, policy: &AccessPolicy) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    match purchased {
        Purchased::OutOfStock { remaining } => {
            response.json(PurchasedBody::Rejected { reason: RejectReason::OutOfStock, remaining })
        }
        Purchased::Held { purchase, replayed } => {
            response.insert_header((headers::HOLD_TOKEN, policy.tokens.sign(purchase.hold)));
            if replayed {
                mark_replayed(&mut response, None);
            }
            response.json(convert::hold_body(&purchase))
        }
    }
}
