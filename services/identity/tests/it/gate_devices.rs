//! Devices of gates: for one gate of one event, for a day.

use contracts::ErrorCode;
use serde_json::{Value, json};
use testkit::eventually;

use crate::office::Office;
use crate::room::{DAY, SOON};

#[tokio::test]
async fn a_device_has_a_token_for_its_gate_for_a_day_or_until_it_is_taken_away() {
    let office = Office::open().await;
    let owner = office.user("owner").await;
    let org = office.organization(&owner).await;
    let (kept, lost) = (office.device(&org).await, office.device(&org).await);
    let token = |device: &Value| device["deviceToken"].as_str().unwrap().to_owned();
    let tokens = access::AccessTokens::new(office.room.clock.clone());
    let keys: Value = office.room.api.get("/.well-known/jwks.json").await.ok();
    let text = |name: &str| keys["keys"][0][name].as_str().unwrap().to_owned();
    let key = access::VerificationKey { kid: text("kid"), x: text("x") };
    tokens.learn(crate::room::ORIGIN, &[key]).unwrap();
    let principal = tokens.verify(&token(&kept)).unwrap();
    let gate = principal.gate.as_ref().unwrap();
    assert_eq!((gate.event.get(), gate.name.as_str()), (4, "North 1"));
    assert_eq!(principal.rights.orgs.len(), 1);

    let path = format!("/api/orgs/{org}/devices");
    let list: Value = office.call(&office.admin.access, "GET", &path, Value::Null).await.ok();
    let listed = list["items"].as_array().unwrap();
    assert!(listed.len() == 2 && listed[0].get("deviceToken").is_none(), "{list}");
    let path = format!("{path}/{}", lost["id"].as_str().unwrap());
    assert_eq!(office.call(&office.admin.access, "DELETE", &path, Value::Null).await.status, 204);
    eventually("its token is refused", SOON, async || {
        let answer = office.call(&token(&lost), "GET", "/api/users/me", Value::Null).await;
        (answer.status == 401).then(|| answer.refused(ErrorCode::SessionEnded))
    })
    .await;
    office.call(&office.admin.access, "DELETE", &path, Value::Null).await.refused(ErrorCode::NotFound);
    office.call(&token(&kept), "GET", "/api/users/me", Value::Null).await.refused(ErrorCode::NotFound);
    office.room.clock.advance(DAY);
    office.call(&token(&kept), "GET", "/api/users/me", Value::Null).await.refused(ErrorCode::TokenExpired);
}

#[tokio::test]
async fn what_is_no_gate_is_refused() {
    let office = Office::open().await;
    let owner = office.user("owner").await;
    let org = office.organization(&owner).await;
    let path = format!("/api/orgs/{org}/devices");
    for body in [
        json!({ "name": "Phone", "eventId": 0, "gate": "North 1" }),
        json!({ "name": "Phone", "eventId": -4, "gate": "North 1" }),
        json!({ "name": "Phone", "eventId": 4, "gate": "" }),
        json!({ "name": "", "eventId": 4, "gate": "North 1" }),
        json!({ "name": "Phone", "eventId": "4", "gate": "North 1" }),
    ] {
        let refused = office.call(&office.admin.access, "POST", &path, body).await;
        refused.refused(ErrorCode::ValidationFailed);
    }
}
