//! POST /api/orders

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError, web};
use contracts::ErrorCode;
use contracts::http::order::{OrderPlacedBody, PlaceOrderBody};
use server::{Access, ApiError, IdempotencyKey, JsonBody, Prefer, mark_replayed};

use super::convert;
use crate::app::{Orders, PlaceOrder, Placement};
use crate::domain::OrderKey;

/// Where the developer of a client that forgot the key can read about it.
const ABOUT_KEYS: HeaderValue = HeaderValue::from_static("</docs>; rel=\"describedby\"");

/// Buys seats that the caller holds
///
/// The same key with the same body gives the same answer, byte for byte: its key is kept for ever. What became of the order: GET it, or
/// follow its stream. With `Prefer: wait=5` the answer comes when the order is decided, and is the whole order, or what it is after so many seconds.
#[utoipa::path(
    post,
    path = "/api/orders",
    tag = "orders",
    operation_id = "placeOrder",
    params(IdempotencyKey, Access, Prefer),
    request_body = PlaceOrderBody,
    responses(
        (status = 201, description = "Accepted, now or by an earlier request with this key", body = OrderPlacedBody, headers(
            ("Location" = String, description = "The order"),
            ("Idempotent-Replayed" = String),
            ("Preference-Applied" = String),
        ), links(
            ("order" = (
                operation_id = "getOrder",
                parameters(
                    ("orderId" = "$response.body#/orderId"), ("Hold-Token" = "$request.header.Hold-Token"),
                    ("X-Caller-Id" = "$request.header.X-Caller-Id"),
                )
            )),
            ("cancel" = (
                operation_id = "cancelOrder",
                parameters(
                    ("orderId" = "$response.body#/orderId"), ("Hold-Token" = "$request.header.Hold-Token"),
                    ("X-Caller-Id" = "$request.header.X-Caller-Id"),
                )
            )),
            ("payment" = (operation_id = "authorizePayment", request_body = json!({ "orderId": "$response.body#/orderId" }))),
        )),
        (status = 400, description = "IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_INVALID, MALFORMED_JSON, BAD_REQUEST"),
        (status = 403, description = "NOT_HOLD_OWNER"),
        (status = 404, description = "EVENT_NOT_FOUND, SEAT_NOT_FOUND"),
        (status = 409, description = "HOLD_REQUIRED, SEAT_SOLD, RESERVATION_CONFLICT, IDEMPOTENCY_KEY_IN_PROGRESS"),
        (status = 410, description = "HOLD_EXPIRED"),
        (status = 422, description = "VALIDATION_FAILED, IDEMPOTENCY_KEY_REUSED"),
        (status = 429, description = "RATE_LIMITED: too many orders of this caller or address wait to be decided"),
        (status = 503, description = "UNAVAILABLE: the outcome is unknown, the same key finds out"),
    )
)]
pub(super) async fn place_order(
    orders: web::Data<Orders>,
    access: Access,
    prefer: Prefer,
    key: Result<IdempotencyKey, ApiError>,
    body: Result<JsonBody<PlaceOrderBody>, ApiError>,
) -> Result<HttpResponse, ApiError> {
    let key = match key {
        Ok(key) => key,
        Err(error) => return Ok(key_refused(&error)),
    };
    let command = command(access, &key, &body?.0)?;
    let (orders, caller) = (orders.into_inner(), command.caller.clone());
    let by = prefer.wait.map(|wait| orders.waits_until(wait));
    let placement = orders.place(command).await.map_err(convert::place_refused)?;
    let mut response = created(&placement);
    let Some(by) = by else { return Ok(response.body(placement.answer.body)) };
    let decided = orders.find_decided(placement.answer.order, &caller, by).await;
    let mut response = response.json(convert::order_body(&decided.map_err(convert::read_refused)?));
    prefer.applied(&mut response);
    Ok(response)
}

fn command(mut access: Access, key: &IdempotencyKey, body: &PlaceOrderBody) -> Result<PlaceOrder, ApiError> {
    if let Some(token) = &body.hold_token {
        access.present_token("holdToken", token)?;
    }
    Ok(PlaceOrder {
        address: access.guest(),
        key: OrderKey { scope: access.scope()?, key: key.as_str().to_owned() },
        request: convert::request(body)?,
        caller: access.credentials,
        hold: None,
        counter: None,
    })
}

fn created(Placement { answer, replayed }: &Placement) -> HttpResponseBuilder {
    let mut response = HttpResponse::Created();
    response.content_type("application/json");
    response.insert_header((header::LOCATION, format!("/api/orders/{}", answer.order)));
    if *replayed {
        mark_replayed(&mut response, answer.traceparent.as_deref().and_then(telemetry::trace_id_of));
    }
    response
}

pub(super) fn key_refused(error: &ApiError) -> HttpResponse {
    let mut response = error.error_response();
    if matches!(error.code(), ErrorCode::IdempotencyKeyMissing | ErrorCode::IdempotencyKeyInvalid) {
        response.headers_mut().insert(header::LINK, ABOUT_KEYS);
    }
    response
}
