//! `/api/operator`: what only the people who run an installation may see.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use contracts::http::operator::SaleHealthBody;
use tokio::time::Instant;

use super::sale_health;
use crate::{ApiError, OperatorGate};

/// When this process began to serve.
pub(crate) struct StartedAt(pub(crate) Instant);

/// A caller who has shown the operator token, or has a role in the installation; others are refused before their body is read.
#[derive(Debug, Clone, Copy)]
pub struct Operator;

impl FromRequest for Operator {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let checked = match request.app_data::<web::Data<OperatorGate>>() {
            Some(gate) => gate.check(request),
            None => Err(ApiError::internal("the server runs without a gate for operators")),
        };
        ready(checked.map(|()| Self))
    }
}

#[utoipa::path(
    get, path = "/api/operator/sale-health", tag = "operations", operation_id = "getSaleHealth",
    security(("operatorToken" = [])),
    responses(
        (status = 200, description = "The health of the sale, as this process sees it", body = SaleHealthBody),
    )
)]
pub(crate) async fn sale_health(
    _: Operator,
    started_at: web::Data<StartedAt>,
) -> Result<HttpResponse, ApiError> {
    let uptime = started_at.0.elapsed();
    Ok(HttpResponse::Ok().json(sale_health::read(&telemetry::MetricSamples::now(), uptime)))
}
