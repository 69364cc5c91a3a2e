//! The description of the API: those of all services, merged into one document.

use contracts::http::error::ErrorBody;
use contracts::http::headers::CALLER_ID;
use utoipa::OpenApi as _;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};

use crate::own;
use crate::own::operator::OperatorScheme;

const ACCESS_TOKEN: &str = "accessToken";
const TOKEN_REFUSED: &str = "TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED: of the access token";

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
    let mut document = documents.into_iter().fold(Own::openapi(), OpenApi::merge_from);
    describe_access_tokens(&mut document);
    document
}

/// What takes a caller takes an access token: said once, because one extractor reads it for all.
fn describe_access_tokens(document: &mut OpenApi) {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    let components = document.components.get_or_insert_default();
    components.add_security_scheme(ACCESS_TOKEN, SecurityScheme::Http(bearer));
    for path in document.paths.paths.values_mut() {
        let operations = [&mut path.get, &mut path.put, &mut path.post, &mut path.patch, &mut path.delete];
        for operation in operations.into_iter().flatten().filter(|operation| takes_a_caller(operation)) {
            let token = SecurityRequirement::new(ACCESS_TOKEN, [""; 0]);
            // Or none: then the caller is named otherwise, or anonymous.
            operation.security = Some(vec![token, SecurityRequirement::default()]);
            describe_refusal(operation);
        }
    }
}

fn takes_a_caller(operation: &Operation) -> bool {
    let is_caller = |parameter: &RefOr<_>| match parameter {
        RefOr::T(utoipa::openapi::path::Parameter { name, .. }) => name == CALLER_ID,
        RefOr::Ref(_) => false,
    };
    operation.parameters.iter().flatten().any(is_caller)
}

fn describe_refusal(operation: &mut Operation) {
    let described = operation.responses.responses.entry("401".to_owned());
    match described.or_insert_with(|| RefOr::T(refusal())) {
        RefOr::T(known) if known.description != TOKEN_REFUSED => {
            known.description = format!("{}; {TOKEN_REFUSED}", known.description);
        }
        RefOr::T(_) | RefOr::Ref(_) => {}
    }
}

fn refusal() -> Response {
    let schema = ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorBody"))).build();
    ResponseBuilder::new().description(TOKEN_REFUSED).content("application/json", schema).build()
}
