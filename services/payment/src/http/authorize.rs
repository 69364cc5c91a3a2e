//! `POST /api/payments/authorize`: whether an order was paid for. It never decides anything itself, so that nothing bypasses the saga of the
//! order.

use actix_web::web::{Data, Json};
use contracts::http::payment::{AuthorizeBody, AuthorizedBody};
use server::{Access, ApiError, JsonBody};

use super::convert::{self, DecisionQuery};
use crate::app::Payments;

/// Repeat the decision about an order's payment
///
/// Answered to a caller who may read the order. The same order gets the same answer. `method` is absent or the one that the order was placed with.
#[utoipa::path(
    post,
    path = "/api/payments/authorize",
    tag = "payments",
    operation_id = "authorizePayment",
    params(Access),
    request_body = AuthorizeBody,
    responses(
        (status = 200, description = "What was decided", body = AuthorizedBody),
        (status = 404, description = "ORDER_NOT_FOUND: no such order for this caller, or nothing decided yet"),
        (status = 422, description = "VALIDATION_FAILED: a bad field, or another method than the order's"),
    )
)]
pub(super) async fn authorize(
    payments: Data<Payments>,
    access: Access,
    body: JsonBody<AuthorizeBody>,
) -> Result<Json<AuthorizedBody>, ApiError> {
    let query = DecisionQuery::try_from(body.0)?;
    let decision = payments.decision(query.order, query.method.as_deref(), &access.credentials).await;
    let decision = decision.map_err(convert::refusal)?;
    Ok(Json(convert::authorized(query.order, decision)))
}
