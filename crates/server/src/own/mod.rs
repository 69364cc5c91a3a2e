//! The server's own paths, the same in every binary.

pub(crate) mod checks;
pub(crate) mod docs;
mod errors;
pub(crate) mod health;
mod messages;
pub(crate) mod metrics;
pub(crate) mod operator;
mod page;
mod sale_health;

use actix_web::web::ServiceConfig;
use contracts::ErrorCode;

use crate::{ApiError, Endpoint};

/// What any caller may see. What an installation is, for its operators, is `operations`.
pub(crate) fn public(config: &mut ServiceConfig) {
    health(config);
    config
        .service(Endpoint::new("/api/operator/sale-health").get(operator::sale_health))
        .service(Endpoint::new("/openapi.json").get(docs::description))
        .service(Endpoint::new("/docs").get(docs::redirect))
        .service(Endpoint::new("/docs/errors").get(errors::page))
        .service(Endpoint::new("/docs/messages").get(docs::messages_page))
        .service(Endpoint::new(messages::DESCRIPTION).get(docs::messages_description))
        .service(Endpoint::new("/docs/{file:.*}").get(docs::page));
}

pub(crate) fn internal(config: &mut ServiceConfig) {
    health(config);
    operations(config);
}

pub(crate) fn operations(config: &mut ServiceConfig) {
    config.service(Endpoint::new("/metrics").get(metrics::show));
}

fn health(config: &mut ServiceConfig) {
    config
        .service(Endpoint::new("/healthz").get(health::alive))
        .service(Endpoint::new("/readyz").get(health::ready));
}

/// For paths that match nothing.
pub(crate) async fn nothing_here() -> Result<&'static str, ApiError> {
    Err(ApiError::new(ErrorCode::NotFound, "there is nothing at this path"))
}
