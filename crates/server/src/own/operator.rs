//! `/api/operator`: what only the people who run an installation may see.

use actix_web::{HttpResponse, web};
use contracts::http::operator::SaleHealthBody;
use tokio::time::Instant;

use super::sale_health;

/// When this process began to serve.
pub(crate) struct StartedAt(pub(crate) Instant);

#[utoipa::path(
    get, path = "/api/operator/sale-health", tag = "operations", operation_id = "getSaleHealth",
    responses(
        (status = 200, description = "The health of the sale, as this process sees it", body = SaleHealthBody),
    )
)]
pub(crate) async fn sale_health(started_at: web::Data<StartedAt>) -> HttpResponse {
    let uptime = started_at.0.elapsed();
    HttpResponse::Ok().json(sale_health::read(&telemetry::MetricSamples::now(), uptime))
}
