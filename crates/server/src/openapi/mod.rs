//! The description of the API: those of all services, merged into one document.
//!
//! A handler describes what is its own: its answers, and the refusals whose words a client needs. What all operations have in common (the
//! headers of answers, the refusals of the boundary and of the extractors) is added here, once, as components. How a caller has to be known
//! follows from the rule of the route.

mod deprecations;
mod examples;
mod headers;
mod operations;
mod optional_bodies;
mod parameters;
mod refusals;
mod schemes;
mod streams;

use contracts::http::error::{ErrorBody, ProblemBody};
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

use crate::{RouteRule, own};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Holdfast",
        description = "Sells tickets in the minute when far more people want them than there are.\n\n\
                       A client may name the day of the version that it was written for, `Holdfast-Version: 2026-11-30`, and keeps the forms of that \
                       day; the answer repeats it. Texts for people are in Korean or English, by `Accept-Language`."
    ),
    servers((url = "/", description = "The server that this description comes from")),
    paths(
        own::health::alive,
        own::health::ready,
        own::metrics::show,
        own::operator::sale_health,
        own::docs::description
    ),
    components(schemas(ErrorBody, ProblemBody))
)]
struct Own;

/// One document out of many, each with the rules of its routes. Paths are full in all of them, so that they cannot collide.
pub fn merged(parts: impl IntoIterator<Item = (OpenApi, Vec<RouteRule>)>) -> OpenApi {
    let (documents, rules): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    let mut document = documents.into_iter().fold(Own::openapi(), OpenApi::merge_from);
    contracts::http::VERSION.clone_into(&mut document.info.version);
    let own = [own::public_rules(), own::operation_rules()];
    schemes::add(&mut document, rules.iter().chain(&own).flatten());
    optional_bodies::mark(&mut document);
    // Shows examples that are still in their schemas.
    streams::describe(&mut document);
    examples::share(&mut document);
    refusals::share(&mut document);
    deprecations::mark(&mut document);
    headers::share(&mut document);
    parameters::share(&mut document);
    document
}
