//! The table is the reviewed one, leaves no route out, and the description of the API follows from it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use access::{Allow, Object};
use contracts::ErrorCode;
use reqwest::Method;
use serde_json::{Value, json};

use super::calls::any_address;
use super::table::{printed, routes};
use crate::{demo, start};

#[test]
fn the_whole_table_is_the_one_that_was_reviewed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/authorization.txt");
    let reviewed = std::fs::read_to_string(path).unwrap();
    let table = printed("authorization");
    assert!(
        table.trim_end() == reviewed.trim_end(),
        "the table differs from docs/authorization.txt (`cargo xtask contracts` writes it); it is now:\n{table}"
    );
}

/// Asks every path with a method that none has: 405 shows that it exists, and `Allow` what it serves.
#[tokio::test]
async fn every_path_has_the_methods_of_the_table_and_no_other() {
    let server = start(&demo()).await;
    let mut methods: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for route in routes() {
        methods.entry(route.path).or_default().insert(route.method.to_string());
    }
    // The page answers readers who mistype an address, and is not there for others.
    methods.remove("/{anything:.*}");
    for (path, expected) in methods {
        let answer = server.api().call(Method::TRACE, &any_address(&path)).await;
        answer.refused(ErrorCode::MethodNotAllowed);
        let allowed = answer.header("Allow").unwrap_or_default().split(", ");
        let allowed: BTreeSet<String> =
            allowed.filter(|method| *method != "HEAD").map(str::to_owned).collect();
        assert_eq!(allowed, expected, "{path}");
    }
}

fn described() -> Value {
    serde_json::from_str(&printed("openapi")).unwrap()
}

#[test]
fn every_route_of_a_service_is_described_and_every_operation_has_its_rule() {
    let (described, routes) = (described(), routes());
    let operations = described["paths"].as_object().unwrap().iter().flat_map(|(path, methods)| {
        methods.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    let operations: BTreeSet<String> = operations.collect();
    let ruled: BTreeSet<String> =
        routes.iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    // On the internal listener, unless a person tries it out.
    let unruled: Vec<_> = operations.difference(&ruled).filter(|name| *name != "GET /metrics").collect();
    assert!(unruled.is_empty(), "without a rule: {unruled:?}");
    for route in routes.iter().filter(|route| route.is_of_a_service()) {
        let name = format!("{} {}", route.method, route.path);
        assert!(operations.contains(&name), "{name} is not described");
    }
}

#[test]
fn the_description_demands_of_a_caller_what_the_rule_does() {
    let described = described();
    let anonymous = json!({});
    let by = |scheme: &str| json!({ scheme: [] });
    for route in routes() {
        let method = route.method.as_str().to_lowercase();
        let operation = &described["paths"][&route.path][method];
        if operation.is_null() {
            continue;
        }
        let choices = operation["security"].as_array().cloned().unwrap_or_default();
        let (may_be_anonymous, has_token) =
            (choices.contains(&anonymous), choices.contains(&by("accessToken")));
        let name = format!("{} {} says {choices:?}", route.method, route.path);
        match route.allow {
            Allow::Anyone | Allow::Holder(Object::Link | Object::RefreshToken) => {
                assert!(choices.is_empty(), "{name}");
            }
            Allow::Caller
            | Allow::Holder(
                Object::Hold
                | Object::Seat
                | Object::Order
                | Object::Purchase
                | Object::Position
                | Object::Ticket,
            ) => assert!(may_be_anonymous && has_token, "{name}"),
            Allow::Visitor | Allow::Named | Allow::Holder(Object::Place) => {
                assert!(!may_be_anonymous && has_token && choices.contains(&by("callerId")), "{name}");
            }
            Allow::SignedIn
            | Allow::Account
            | Allow::Role(_)
            | Allow::Holder(Object::Session | Object::Membership) => {
                assert_eq!(choices, [by("accessToken")], "{name}");
            }
            Allow::Operator | Allow::Event(_) => {
                assert_eq!(choices, [by("operatorToken"), by("accessToken")], "{name}");
            }
            Allow::Neighbour => panic!("{name}, and is no one's to call from outside"),
        }
    }
}
