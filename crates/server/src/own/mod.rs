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

use access::Allow;
use actix_web::web::ServiceConfig;
use contracts::ErrorCode;

use crate::{ApiError, Endpoint, RouteRule};

/// What an installation is, for its operators, is `operations`.
pub(crate) fn public(config: &mut ServiceConfig) {
    register(config, public_endpoints());
}

pub(crate) fn internal(config: &mut ServiceConfig) {
    register(config, internal_endpoints());
}

pub(crate) fn operations(config: &mut ServiceConfig) {
    register(config, operation_endpoints());
}

pub(crate) fn public_rules() -> Vec<RouteRule> {
    rules(&public_endpoints())
}

pub(crate) fn internal_rules() -> Vec<RouteRule> {
    rules(&internal_endpoints())
}

pub(crate) fn operation_rules() -> Vec<RouteRule> {
    rules(&operation_endpoints())
}

fn public_endpoints() -> Vec<Endpoint> {
    let own = [
        Endpoint::new("/api/operator/sale-health").get(operator::sale_health, Allow::Operator),
        Endpoint::new("/openapi.json").get(docs::description, Allow::Anyone),
        Endpoint::new("/docs").get(docs::redirect, Allow::Anyone),
        Endpoint::new("/docs/errors").get(errors::page, Allow::Anyone),
        Endpoint::new("/docs/messages").get(docs::messages_page, Allow::Anyone),
        Endpoint::new(messages::DESCRIPTION).get(docs::messages_description, Allow::Anyone),
        Endpoint::new("/docs/{file:.*}").get(docs::page, Allow::Anyone),
    ];
    health_endpoints().into_iter().chain(own).collect()
}

/// Whose listener it is decides who reaches it.
fn internal_endpoints() -> Vec<Endpoint> {
    health_endpoints().into_iter().chain(operation_endpoints()).collect()
}

fn operation_endpoints() -> Vec<Endpoint> {
    vec![Endpoint::new("/metrics").get(metrics::show, Allow::Anyone)]
}

fn health_endpoints() -> [Endpoint; 2] {
    [
        Endpoint::new("/healthz").get(health::alive, Allow::Anyone),
        Endpoint::new("/readyz").get(health::ready, Allow::Anyone),
    ]
}

/// Not as a scope: one without a prefix swallows what comes behind it.
fn register(config: &mut ServiceConfig, endpoints: Vec<Endpoint>) {
    for endpoint in endpoints {
        config.service(endpoint);
    }
}

fn rules(endpoints: &[Endpoint]) -> Vec<RouteRule> {
    endpoints.iter().flat_map(|endpoint| endpoint.rules("")).collect()
}

/// For paths that match nothing.
pub(crate) async fn nothing_here() -> Result<&'static str, ApiError> {
    Err(ApiError::new(ErrorCode::NotFound, "there is nothing at this path"))
}
