//! POST /purchase

use access::AccessPolicy;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contracts::http::error::ErrorBody;
use contracts::http::headers;
use contracts::http::purchase::{PurchaseBody, PurchasedBody, RejectReason};
use server::{Access, ApiError, IdempotencyKey, JsonBody, SalePassTokens};
use tokio::time::Instant;

use super::convert;
use crate::app::{Orders, Purchased};
use crate::http::place::key_refused;
use crate::metrics;

/// Holds so many places of an event for a minute
///
/// The same key with the same body gives the same answer for as long as the purchase is remembered, a day. `POST /pay/{orderId}` pays for it.
#[utoipa::path(
    post,
    path = "/purchase",
    tag = "purchases",
    operation_id = "purchase",
    request_body = PurchaseBody,
    params(
        (
            "Idempotency-Key" = String, Header,
            pattern = r#"^("([ !#-\[\]-~]|\\["\\]){1,255}"|[!#-~][!-~]{0,254})$"#,
            description = "Names this purchase: 1 to 255 printable characters, bare or quoted. Whose hold it is follows from it"
        ),
        (
            "Guest-Secret" = Option<String>, Header, pattern = "^[!-~]{32,128}$",
            description = "Made by a client without an identity and known to it alone: whose key this is"
        ),
        (
            "X-Caller-Id" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "The caller's identity, where it is trusted"
        ),
        ("X-Queue-Token" = Option<String>, Header, description = "The pass of the waiting room, where the event has one"),
    ),
    responses(
        (status = 200, description = "HOLD: the places wait to be paid for; REJECTED: there are not so many left", body = PurchasedBody, headers(
            ("Hold-Token" = Option<String>, description = "Of a HOLD: it reads the order, and shows it over `/ws`"),
            ("Idempotent-Replayed" = Option<String>, description = "`true` when this repeats an earlier answer"),
        )),
        (status = 400, description = "IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_INVALID, MALFORMED_JSON, BAD_REQUEST", body = ErrorBody),
        (status = 403, description = "QUEUE_TOKEN_REQUIRED, NOT_HOLD_OWNER: a token is not genuine", body = ErrorBody),
        (status = 404, description = "EVENT_NOT_FOUND", body = ErrorBody),
        (status = 408, description = "REQUEST_TIMEOUT: the body took too long to arrive", body = ErrorBody),
        (
            status = 409,
            description = "IDEMPOTENCY_KEY_CONFLICT: the key stands for another purchase; SALE_NOT_OPEN; SECTION_HAS_SEATS; LIMIT_REACHED",
            body = ErrorBody
        ),
        (status = 413, description = "PAYLOAD_TOO_LARGE", body = ErrorBody),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE", body = ErrorBody),
        (status = 422, description = "VALIDATION_FAILED", body = ErrorBody),
        (status = 429, description = "RATE_LIMITED: callers without an identity hold too much, or too often", body = ErrorBody),
        (status = 500, description = "INTERNAL_ERROR", body = ErrorBody),
        (status = 503, description = "UNAVAILABLE: the outcome is unknown, the same key finds out", body = ErrorBody),
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
                response.insert_header((headers::IDEMPOTENT_REPLAYED, "true"));
            }
            response.json(convert::hold_body(&purchase))
        }
    }
}
