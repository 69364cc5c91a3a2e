//! What is dangerous takes a password of the last ten minutes.

use contracts::ErrorCode;
use serde_json::{Value, json};

use crate::office::{Office, id};
use crate::room::{MINUTE, PASSWORD, SignedIn};

async fn confirm(office: &Office, session: &SignedIn, password: &str) -> testkit::Answer {
    let body = json!({ "password": password });
    office.call(&session.access, "POST", "/api/auth/confirm", body).await
}

#[tokio::test]
async fn roles_keys_and_devices_take_a_password_of_the_last_ten_minutes() {
    let office = Office::open().await;
    let owner = office.user("owner").await;
    let org = office.organization(&owner).await;
    let admin = office.admin.clone();
    let member = format!("/api/orgs/{org}/members/{}", id(&owner));
    let role = format!("/api/admin/identity/roles/{}", id(&owner));
    let (keys, devices) = (format!("/api/orgs/{org}/keys"), format!("/api/orgs/{org}/devices"));
    let [one_key, one_device] = [&keys, &devices].map(|path| format!("{path}/{org}"));
    office.room.clock.advance(MINUTE * 10 + MINUTE / 60);
    for (method, path) in [
        ("POST", "/api/orgs"),
        ("PUT", member.as_str()),
        ("DELETE", member.as_str()),
        ("POST", keys.as_str()),
        ("DELETE", one_key.as_str()),
        ("POST", devices.as_str()),
        ("DELETE", one_device.as_str()),
        ("PUT", role.as_str()),
        ("DELETE", role.as_str()),
        ("POST", "/api/auth/bootstrap"),
    ] {
        let answer = office.call(&admin.access, method, path, json!({ "role": "SUPPORT" })).await;
        answer.refused(ErrorCode::StepUpRequired);
    }
    for path in [keys.as_str(), &devices, "/api/admin/identity/roles", "/api/admin/identity/audit"] {
        assert_eq!(office.call(&admin.access, "GET", path, Value::Null).await.status, 200, "{path}");
    }
    // A renewed token is of the same session, in which the password was given long ago.
    let renewed = office.renewed(&admin).await;
    let body = json!({ "role": "SUPPORT" });
    office.call(&renewed.access, "PUT", &role, body.clone()).await.refused(ErrorCode::StepUpRequired);

    confirm(&office, &renewed, "wrong staple of horses").await.refused(ErrorCode::CredentialsWrong);
    office.call(&renewed.access, "PUT", &role, body.clone()).await.refused(ErrorCode::StepUpRequired);
    let confirmed = confirm(&office, &renewed, PASSWORD).await;
    assert_eq!(confirmed.header("Cache-Control"), Some("no-store"));
    let confirmed: Value = confirmed.ok();
    let token = confirmed["accessToken"].as_str().unwrap();
    assert_eq!(office.call(token, "PUT", &role, body.clone()).await.status, 200);
    let renewed = office.renewed(&renewed).await;
    assert_eq!(office.call(&renewed.access, "PUT", &role, body.clone()).await.status, 200);
    office.room.clock.advance(MINUTE * 11);
    office.call(&renewed.access, "PUT", &role, body).await.refused(ErrorCode::StepUpRequired);
}

#[tokio::test]
async fn a_password_is_confirmed_for_its_own_session_alone() {
    let office = Office::open().await;
    let here = office.user("mina").await;
    let there = SignedIn::read(&office.room.log_in("mina@example.com", PASSWORD).await);
    office.room.clock.advance(MINUTE * 11);
    assert_eq!(confirm(&office, &here, PASSWORD).await.status, 200);
    let there = office.renewed(&there).await;
    let body = json!({ "token": "a" });
    let refused = office.call(&there.access, "POST", "/api/auth/bootstrap", body).await;
    refused.refused(ErrorCode::StepUpRequired);
    let guest = SignedIn::read(&office.room.api.post("/api/auth/guest").await);
    confirm(&office, &guest, PASSWORD).await.refused(ErrorCode::NotFound);
}
