//! `/metrics` for Prometheus.

use actix_web::HttpResponse;

#[utoipa::path(
    get, path = "/metrics", tag = "operations", operation_id = "getMetrics",
    responses((
        status = 200, description = "All metrics of this process", content_type = "text/plain", body = String,
        example = json!("holdfast_http_streams 17\n")
    ))
)]
pub(crate) async fn show() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(telemetry::metrics_text())
}
