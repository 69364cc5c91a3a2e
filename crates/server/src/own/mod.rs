//! The server's own paths, the same in every binary.

pub(crate) mod docs;
pub(crate) mod health;
pub(crate) mod metrics;
pub(crate) mod operator;
mod sale_health;

use actix_web::web::ServiceConfig;
use contracts::ErrorCode;

use crate::{ApiError, Endpoint};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(Endpoint::new("/healthz").get(health::alive))
        .service(Endpoint::new("/readyz").get(health::ready))
        .service(Endpoint::new("/metrics").get(metrics::show))
        .service(Endpoint::new("/api/operator/sale-health").get(operator::sale_health))
        .service(Endpoint::new("/openapi.json").get(docs::description))
        .service(Endpoint::new("/docs").get(docs::redirect))
        .service(Endpoint::new("/docs/{file:.*}").get(docs::page));
}

/// For paths that match nothing.
pub(crate) async fn nothing_here() -> Result<&'static str, ApiError> {
    Err(ApiError::new(ErrorCode::NotFound, "there is nothing at this path"))
}
