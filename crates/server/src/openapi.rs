//! The description of the API: those of all services, merged into one document.

use contracts::http::error::ErrorBody;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

use crate::own;
use crate::own::operator::OperatorScheme;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Holdfast",
        description = "Sells tickets in the minute when far more people want them than there are."
    ),
    paths(
        own::health::alive,
        own::health::ready,
        own::metrics::show,
        own::operator::sale_health,
        own::docs::description
    ),
    components(schemas(ErrorBody)),
    modifiers(&OperatorScheme)
)]
struct Own;

/// One document out of many. Paths are full in all of them, so that they cannot collide.
pub fn merged(documents: impl IntoIterator<Item = OpenApi>) -> OpenApi {
    documents.into_iter().fold(Own::openapi(), OpenApi::merge_from)
}
