//! How a caller is known: the security schemes, and which of them each operation takes, as the rule of its route says.

use access::{Allow, Object};
use contracts::http::headers;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{OpenApi, RefOr};

use super::operations;
use crate::RouteRule;

const OPERATOR: &str = "operatorToken";
const ACCESS_TOKEN: &str = "accessToken";
const CALLER_ID: &str = "callerId";
const HOLD_TOKEN: &str = "holdToken";
const GUEST_SECRET: &str = "guestSecret";

/// Headers that say who is asking: name of the scheme, header, and what it means.
const CALLERS: [(&str, &str, &str); 3] = [
    (
        CALLER_ID,
        headers::CALLER_ID,
        "A user, where the installation trusts this header: behind a gateway, or in a demo",
    ),
    (HOLD_TOKEN, headers::HOLD_TOKEN, "The bearer of an anonymous reservation, by its `holdToken`"),
    (GUEST_SECRET, headers::GUEST_SECRET, "A client without an identity, by a secret that it has made"),
];

/// An operation without a rule keeps what it says itself: there is none in the product.
pub(super) fn add<'r>(document: &mut OpenApi, rules: impl Iterator<Item = &'r RouteRule>) {
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("`HOLDFAST_OPERATOR_TOKEN`, or the access token of a user with a role in the installation, for those who run it; what is about one event \
         takes a role in its organization too"));
    components.add_security_scheme(OPERATOR, SecurityScheme::Http(bearer.build()));
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some(
        "A user or a guest, by the access token of a session, or a program of an organization, by that of its key; one that is presented must be right",
    ));
    components.add_security_scheme(ACCESS_TOKEN, SecurityScheme::Http(token.build()));
    for (scheme, header, means) in CALLERS {
        let key = ApiKey::Header(ApiKeyValue::with_description(header, means));
        components.add_security_scheme(scheme, SecurityScheme::ApiKey(key));
    }
    for RouteRule { method, path, allow } in rules {
        if let Some(operation) = operations::find(&mut document.paths, method, path) {
            operation.security = security(*allow, operation);
        }
    }
}

/// Each is one of the choices. None: what is presented makes no difference.
fn security(allow: Allow, operation: &Operation) -> Option<Vec<SecurityRequirement>> {
    let by = |schemes: &[&str]| Some(schemes.iter().map(|scheme| requirement(scheme)).collect());
    match allow {
        Allow::Anyone | Allow::Neighbour | Allow::Holder(Object::Link | Object::RefreshToken) => None,
        Allow::Operator | Allow::Event(_) => by(&[OPERATOR, ACCESS_TOKEN]),
        Allow::SignedIn
        | Allow::Account
        | Allow::Role(_)
        | Allow::Holder(Object::Session | Object::Membership) => by(&[ACCESS_TOKEN]),
        Allow::Named => by(&[ACCESS_TOKEN, CALLER_ID]),
        Allow::Visitor | Allow::Holder(Object::Place) => by(&[ACCESS_TOKEN, CALLER_ID, GUEST_SECRET]),
        Allow::Caller
        | Allow::Holder(
            Object::Hold
            | Object::Seat
            | Object::Order
            | Object::Purchase
            | Object::Position
            | Object::Ticket,
        ) => Some(known_or_not(operation)),
    }
}

/// Being anonymous is one of the choices: what a caller may do then is said by the operation.
fn known_or_not(operation: &Operation) -> Vec<SecurityRequirement> {
    let read = CALLERS.iter().filter(|(_, header, _)| reads(operation, header));
    let named = [ACCESS_TOKEN].into_iter().chain(read.map(|(scheme, ..)| *scheme));
    [SecurityRequirement::default()].into_iter().chain(named.map(requirement)).collect()
}

fn requirement(scheme: &str) -> SecurityRequirement {
    SecurityRequirement::new(scheme, [""; 0])
}

pub(super) fn is_for_operators(operation: &Operation) -> bool {
    operation.security.iter().flatten().any(|scheme| *scheme == requirement(OPERATOR))
}

pub(super) fn takes_an_access_token(operation: &Operation) -> bool {
    operation.security.iter().flatten().any(|scheme| *scheme == requirement(ACCESS_TOKEN))
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

#[cfg(test)]
mod tests {
    use access::Action;
    use serde_json::{Value, json};

    use super::*;

    /// Of an operation whose handler says that it is for operators.
    fn security_under(allow: Allow) -> Value {
        let get = json!({ "security": [{ "operatorToken": [] }], "responses": {} });
        let mut document: OpenApi = serde_json::from_value(json!({
            "openapi": "3.1.0",
            "info": { "title": "Things", "version": "1" },
            "paths": { "/api/things": { "get": get } },
        }))
        .unwrap();
        let rule = RouteRule { method: "GET", path: "/api/things".to_owned(), allow };
        add(&mut document, [rule].iter());
        serde_json::to_value(&document).unwrap()["paths"]["/api/things"]["get"]["security"].clone()
    }

    #[test]
    fn the_rule_decides_and_not_what_a_handler_says() {
        assert_eq!(security_under(Allow::Anyone), Value::Null);
        assert_eq!(security_under(Allow::Account), json!([{ "accessToken": [] }]));
        for allow in [Allow::Operator, Allow::Event(Action::SteerLine)] {
            assert_eq!(security_under(allow), json!([{ "operatorToken": [] }, { "accessToken": [] }]));
        }
    }

    #[test]
    fn a_caller_who_may_be_anonymous_has_that_choice() {
        assert_eq!(security_under(Allow::Caller), json!([{}, { "accessToken": [] }]));
        assert_eq!(security_under(Allow::Named), json!([{ "accessToken": [] }, { "callerId": [] }]));
    }
}
