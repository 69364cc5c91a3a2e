//! How a caller is known: the security schemes, and which operations know callers by which.

use contracts::http::headers;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{OpenApi, RefOr};

use super::operations;

const OPERATOR: &str = "operatorToken";
const ACCESS_TOKEN: &str = "accessToken";

/// Headers that say who is asking: name of the scheme, header, and what it means.
const CALLERS: [(&str, &str, &str); 3] = [
    (
        "callerId",
        headers::CALLER_ID,
        "A user, where the installation trusts this header: behind a gateway, or in a demo",
    ),
    ("holdToken", headers::HOLD_TOKEN, "The bearer of an anonymous reservation, by its `holdToken`"),
    ("guestSecret", headers::GUEST_SECRET, "A client without an identity, by a secret that it has made"),
];

/// Where callers are known at all, they may also be anonymous: what they may do then is said by the operation.
pub(super) fn add(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("`HOLDFAST_OPERATOR_TOKEN`, or the access token of a user with a role in the installation, for those who run it"));
    components.add_security_scheme(OPERATOR, SecurityScheme::Http(bearer.build()));
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some(
        "A user or a guest, by the access token of a session, or a program of an organization, by that of its key; one that is presented must be right",
    ));
    components.add_security_scheme(ACCESS_TOKEN, SecurityScheme::Http(token.build()));
    for (scheme, header, means) in CALLERS {
        let key = ApiKey::Header(ApiKeyValue::with_description(header, means));
        components.add_security_scheme(scheme, SecurityScheme::ApiKey(key));
    }
    for operation in operations::of(&mut document.paths).filter(|operation| operation.security.is_none()) {
        let read: Vec<_> = CALLERS.iter().filter(|(_, header, _)| reads(operation, header)).collect();
        if !read.is_empty() {
            let token = reads(operation, headers::CALLER_ID).then_some(ACCESS_TOKEN);
            let schemes = token.into_iter().chain(read.iter().map(|(scheme, ..)| *scheme));
            let named = schemes.map(|scheme| SecurityRequirement::new(scheme, [""; 0]));
            operation.security = Some([SecurityRequirement::default()].into_iter().chain(named).collect());
        }
    }
}

pub(super) fn is_for_operators(operation: &Operation) -> bool {
    operation.security.iter().flatten().any(|scheme| *scheme == SecurityRequirement::new(OPERATOR, [""; 0]))
}

pub(super) fn takes_an_access_token(operation: &Operation) -> bool {
    operation
        .security
        .iter()
        .flatten()
        .any(|scheme| *scheme == SecurityRequirement::new(ACCESS_TOKEN, [""; 0]))
}

pub(super) fn proves_a_hold(operation: &Operation) -> bool {
    reads(operation, headers::HOLD_TOKEN)
}

fn reads(operation: &Operation, header: &str) -> bool {
    operation.parameters.iter().flatten().any(|parameter| match parameter {
        RefOr::T(own) => own.parameter_in == ParameterIn::Header && own.name == header,
        RefOr::Ref(_) => false,
    })
}
