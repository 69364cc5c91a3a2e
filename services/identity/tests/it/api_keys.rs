//! Keys of programs: made once, exchanged for tokens, taken away.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use contracts::ErrorCode;
use serde_json::{Value, json};
use testkit::{Answer, eventually};

use crate::office::Office;
use crate::room::{MINUTE, SOON};

async fn with_an_organization() -> (Office, String) {
    let office = Office::open().await;
    let owner = office.user("owner").await;
    let org = office.organization(&owner).await;
    (office, org)
}

#[track_caller]
fn is_oauth_error(answer: &Answer, status: u16, error: &str) {
    let body: Value = serde_json::from_slice(&answer.bytes).unwrap();
    assert_eq!((answer.status, &body["error"]), (status, &json!(error)), "{answer}");
    assert!(body["error_description"].is_string() && body.get("code").is_none(), "{answer}");
    assert_eq!(answer.header("Cache-Control"), Some("no-store"));
}

#[tokio::test]
async fn a_key_is_shown_once_and_exchanged_for_a_token_of_ten_minutes() {
    let (office, org) = with_an_organization().await;
    let (id, key) = office.api_key(&org, "BOX_OFFICE").await;
    assert!(key.starts_with(&format!("hfk_{}_", id.replace('-', ""))), "{key}");
    let path = format!("/api/orgs/{org}/keys");
    let list: Value = office.call(&office.admin.access, "GET", &path, Value::Null).await.ok();
    let listed = list["items"][0].as_object().unwrap();
    assert_eq!(
        listed.keys().collect::<Vec<_>>(),
        ["createdAt", "id", "name", "role"],
        "a secret is shown again"
    );

    let answer = office.exchange(&key).await;
    assert_eq!(answer.header("Cache-Control"), Some("no-store"));
    let token: Value = answer.ok();
    assert_eq!((&token["token_type"], &token["expires_in"]), (&json!("Bearer"), &json!(600)));
    let token = token["access_token"].as_str().unwrap();
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!((&claims["sub"], &claims["org"]), (&json!(format!("k:{id}")), &json!({ org: "BOX_OFFICE" })));
    assert_eq!(claims["amr"], json!(["key"]));
    // It is genuine, and no account.
    office.call(token, "GET", "/api/users/me", Value::Null).await.refused(ErrorCode::NotFound);
    office.room.clock.advance(MINUTE * 10);
    office.call(token, "GET", "/api/users/me", Value::Null).await.refused(ErrorCode::TokenExpired);

    let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{key}")));
    let call = office.room.api.post("/api/auth/token").header("Authorization", &basic);
    let answer = call.body("application/x-www-form-urlencoded", "grant_type=client_credentials").await;
    assert_eq!(answer.status, 200, "{answer}");
}

#[tokio::test]
async fn what_is_no_key_is_refused_in_the_words_of_oauth() {
    let (office, org) = with_an_organization().await;
    let (_, key) = office.api_key(&org, "VIEWER").await;
    let (_, other) = office.api_key(&org, "VIEWER").await;
    let last = if key.ends_with('A') { 'B' } else { 'A' };
    let changed = format!("{}{last}", &key[..key.len() - 1]);
    let swapped = format!("{}{}", &key[..37], &other[37..]);
    let unknown = format!("hfk_{}_{}", "0".repeat(32), &key[37..]);
    for wrong in [changed.as_str(), &swapped, &unknown, "hfk_", "nonsense", &key[1..], &office.admin.access] {
        let answer = office.exchange(wrong).await;
        is_oauth_error(&answer, 401, "invalid_client");
        assert!(answer.header("WWW-Authenticate").unwrap().starts_with("Basic"));
    }
    let post = async |form: String| {
        office.room.api.post("/api/auth/token").body("application/x-www-form-urlencoded", form).await
    };
    is_oauth_error(&post(String::new()).await, 400, "invalid_request");
    is_oauth_error(&post(format!("client_secret={key}")).await, 400, "invalid_request");
    let grant = format!("grant_type=password&client_secret={key}");
    is_oauth_error(&post(grant).await, 400, "unsupported_grant_type");
    let json = office.room.api.post("/api/auth/token").json(&json!({ "client_secret": key })).await;
    json.refused(ErrorCode::UnsupportedMediaType);
    assert_eq!(office.exchange(&key).await.status, 200);
}

#[tokio::test]
async fn a_key_that_was_taken_away_is_good_for_nothing_nor_are_its_tokens() {
    let (office, org) = with_an_organization().await;
    let (id, key) = office.api_key(&org, "VIEWER").await;
    let token: Value = office.exchange(&key).await.ok();
    let token = token["access_token"].as_str().unwrap();
    let path = format!("/api/orgs/{org}/keys/{id}");
    assert_eq!(office.call(&office.admin.access, "DELETE", &path, Value::Null).await.status, 204);
    is_oauth_error(&office.exchange(&key).await, 401, "invalid_client");
    let refused = eventually("its token is refused", SOON, async || {
        let answer = office.call(token, "GET", "/api/users/me", Value::Null).await;
        (answer.status == 401).then_some(answer)
    })
    .await;
    refused.refused(ErrorCode::SessionEnded);
    let again = office.call(&office.admin.access, "DELETE", &path, Value::Null).await;
    again.refused(ErrorCode::NotFound);
    let records = office.audit(&org).await;
    let actions: Vec<&str> = records.iter().map(|record| record["action"].as_str().unwrap()).collect();
    assert!(actions.contains(&"api_key.make") && actions.contains(&"api_key.delete"), "{actions:?}");
    assert!(
        !records.iter().any(|record| record.to_string().contains(&key[37..])),
        "a secret is in the audit"
    );
}

#[tokio::test]
async fn a_key_of_one_organization_is_none_of_another_and_never_an_owner() {
    let (office, org) = with_an_organization().await;
    let other = office.user("other").await;
    let theirs = office.organization(&other).await;
    let other = office.renewed(&other).await;
    let (id, key) = office.api_key(&org, "VIEWER").await;
    for path in [format!("/api/orgs/{theirs}/keys/{id}"), format!("/api/orgs/{org}/keys/{id}")] {
        office.call(&other.access, "DELETE", &path, Value::Null).await.refused(ErrorCode::NotFound);
    }
    assert_eq!(office.exchange(&key).await.status, 200);
    for role in ["OWNER", "ADMIN", "viewer"] {
        let body = json!({ "name": "Printer", "role": role });
        let path = format!("/api/orgs/{org}/keys");
        office.call(&office.admin.access, "POST", &path, body).await.refused(ErrorCode::ValidationFailed);
    }
}

#[tokio::test]
async fn an_organization_has_twenty_keys() {
    let (office, org) = with_an_organization().await;
    for _ in 0..20 {
        office.api_key(&org, "VIEWER").await;
    }
    let path = format!("/api/orgs/{org}/keys");
    let body = json!({ "name": "Printer", "role": "VIEWER" });
    office.call(&office.admin.access, "POST", &path, body.clone()).await.refused(ErrorCode::LimitReached);
    let list: Value = office.call(&office.admin.access, "GET", &path, Value::Null).await.ok();
    let first = list["items"][0]["id"].as_str().unwrap();
    let gone = office.call(&office.admin.access, "DELETE", &format!("{path}/{first}"), Value::Null).await;
    assert_eq!(gone.status, 204);
    assert_eq!(office.call(&office.admin.access, "POST", &path, body).await.status, 201);
}
