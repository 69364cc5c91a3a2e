//! Each role, asked everything there is to ask: what it may and what it may not.

use contracts::ErrorCode;
use serde_json::{Value, json};
use testkit::eventually;

use crate::office::{Office, id};
use crate::room::{SOON, SignedIn};

/// `A`dmin, `S`upport, a`U`ditor, `O`wner, `M`anager, `B`ox office, `G`ate, `V`iewer.
const LETTERS: &str = "ASUOMBGV";

/// Everyone whom there is, with the access token.
async fn everyone(office: &Office, org: &str, owner: &SignedIn) -> Vec<(char, String)> {
    let mut tokens = vec![office.admin.access.clone()];
    for role in ["SUPPORT", "AUDITOR"] {
        tokens.push(office.staff(role).await.access);
    }
    tokens.push(office.renewed(owner).await.access);
    for role in ["MANAGER", "BOX_OFFICE", "GATE", "VIEWER"] {
        tokens.push(office.member(org, role).await.access);
    }
    LETTERS.chars().zip(tokens).collect()
}

#[tokio::test]
async fn each_role_may_what_it_is_for_and_nothing_else() {
    let office = Office::open().await;
    let owner = office.user("owner").await;
    let org = office.organization(&owner).await;
    let target = office.user("target").await;
    let everyone = everyone(&office, &org, &owner).await;
    let key: Value = office.exchange(&office.api_key(&org, "MANAGER").await.1).await.ok();
    let device = office.device(&org).await;
    let guest = SignedIn::read(&office.room.api.post("/api/auth/guest").await);
    let stranger = office.user("stranger").await;
    let of_org = |path: &str| format!("/api/orgs/{org}/{path}");
    let role = json!({ "role": "VIEWER" });
    let device_body = json!({ "name": "Phone", "eventId": 4, "gate": "North 1" });
    for (method, path, body, allowed) in [
        ("GET", of_org("members"), Value::Null, "ASUOM"),
        ("PUT", of_org(&format!("members/{}", id(&target))), role, "AO"),
        ("GET", of_org("keys"), Value::Null, "ASUO"),
        ("POST", of_org("keys"), json!({ "name": "Printer", "role": "VIEWER" }), "AO"),
        ("GET", of_org("devices"), Value::Null, "ASUOM"),
        ("POST", of_org("devices"), device_body, "AOM"),
        ("GET", "/api/admin/identity/roles".to_owned(), Value::Null, "AU"),
        ("GET", "/api/admin/identity/audit".to_owned(), Value::Null, "AU"),
        ("PUT", format!("/api/admin/identity/roles/{}", id(&target)), json!({ "role": "SUPPORT" }), "A"),
        ("POST", "/api/orgs".to_owned(), json!({ "name": "Another", "ownerId": id(&target) }), "A"),
    ] {
        for (letter, token) in &everyone {
            let answer = office.call(token, method, &path, body.clone()).await;
            if allowed.contains(*letter) {
                assert!(answer.status < 300, "{letter}: {method} {path}: {answer}");
            } else {
                answer.refused(ErrorCode::Forbidden);
            }
        }
        let is_of_org = path.starts_with("/api/orgs/");
        let of_strangers = if is_of_org { ErrorCode::NotFound } else { ErrorCode::Forbidden };
        for token in [&guest.access, &stranger.access] {
            office.call(token, method, &path, body.clone()).await.refused(of_strangers);
        }
        for program in [&key["access_token"], &device["deviceToken"]] {
            let program = program.as_str().unwrap();
            office.call(program, method, &path, body.clone()).await.refused(ErrorCode::Forbidden);
        }
        let bare = office.room.api.call(method.parse().unwrap(), &path);
        let bare = if body.is_null() { bare.await } else { bare.json(&body).await };
        bare.refused(ErrorCode::Unauthenticated);
    }
}

#[tokio::test]
async fn the_organization_of_a_stranger_is_none_whether_there_is_one_or_not() {
    let office = Office::open().await;
    let (owner, other) = (office.user("owner").await, office.user("other").await);
    let org = office.organization(&owner).await;
    office.organization(&other).await;
    let other = office.renewed(&other).await;
    let nowhere = "0190b7a0-0000-7000-8000-00000000c001";
    for path in ["members", "keys", "devices"] {
        let [theirs, none] = [&org, nowhere].map(|org| format!("/api/orgs/{org}/{path}"));
        let theirs = office.call(&other.access, "GET", &theirs, Value::Null).await;
        let none = office.call(&other.access, "GET", &none, Value::Null).await;
        let [theirs, none] = [theirs, none].map(|answer| answer.refused(ErrorCode::NotFound).message);
        assert_eq!(theirs, none);
        let path = format!("/api/orgs/{nowhere}/{path}");
        office.call(&office.admin.access, "GET", &path, Value::Null).await.refused(ErrorCode::NotFound);
    }
    let malformed = office.call(&other.access, "GET", "/api/orgs/mine/members", Value::Null).await;
    malformed.refused(ErrorCode::BadRequest);
}

#[tokio::test]
async fn a_role_counts_from_the_next_token_on_and_what_was_taken_away_at_once() {
    let office = Office::open().await;
    let owner = office.user("owner").await;
    let org = office.organization(&owner).await;
    let path = format!("/api/orgs/{org}/members");
    // Outdated everywhere as soon as that is heard: the token says that there is no role.
    eventually("the token from before is refused", SOON, async || {
        let answer = office.room.me(&owner).await;
        (answer.status == 401).then(|| answer.refused(ErrorCode::TokenExpired))
    })
    .await;
    let owner = office.renewed(&owner).await;
    assert_eq!(office.call(&owner.access, "GET", &path, Value::Null).await.status, 200);

    let manager = office.member(&org, "MANAGER").await;
    assert_eq!(office.call(&manager.access, "GET", &path, Value::Null).await.status, 200);
    assert_eq!(office.set(&owner, &org, &manager, "VIEWER").await.status, 200);
    eventually("the token of a manager is refused", SOON, async || {
        let answer = office.call(&manager.access, "GET", &path, Value::Null).await;
        (answer.status == 401).then(|| answer.refused(ErrorCode::TokenExpired))
    })
    .await;
    let viewer = office.renewed(&manager).await;
    office.call(&viewer.access, "GET", &path, Value::Null).await.refused(ErrorCode::Forbidden);
    let own: Value = office.call(&viewer.access, "GET", "/api/orgs", Value::Null).await.ok();
    assert_eq!((&own["items"][0]["id"], &own["items"][0]["role"]), (&json!(org), &json!("VIEWER")));
}

#[tokio::test]
async fn nothing_is_posted_back_that_an_answer_has() {
    let office = Office::open().await;
    let owner = office.user("owner").await;
    let org = office.organization(&owner).await;
    let member = format!("/api/orgs/{org}/members/{}", id(&owner));
    let role = format!("/api/admin/identity/roles/{}", id(&owner));
    let [keys, devices] = ["keys", "devices"].map(|path| format!("/api/orgs/{org}/{path}"));
    for (method, path, body, fields) in [
        (
            "POST",
            "/api/orgs",
            json!({ "name": "A", "ownerId": id(&owner) }),
            &["id", "role", "createdAt"][..],
        ),
        ("PUT", member.as_str(), json!({ "role": "OWNER" }), &["userId", "since", "orgId"]),
        (
            "POST",
            keys.as_str(),
            json!({ "name": "A", "role": "VIEWER" }),
            &["id", "createdAt", "key", "digest", "orgId"],
        ),
        (
            "POST",
            devices.as_str(),
            json!({ "name": "A", "eventId": 4, "gate": "N" }),
            &["id", "createdAt", "expiresAt", "deviceToken", "role"],
        ),
        ("PUT", role.as_str(), json!({ "role": "SUPPORT" }), &["userId", "since"]),
        ("POST", "/api/auth/bootstrap", json!({ "token": "a" }), &["role", "userId"]),
        ("POST", "/api/auth/confirm", json!({ "password": "a" }), &["accessToken", "authTime"]),
    ] {
        for field in fields {
            let mut body = body.clone();
            body[*field] = json!("x");
            let answer = office.call(&office.admin.access, method, path, body).await;
            answer.refused(ErrorCode::ValidationFailed);
        }
    }
    assert_eq!(office.audit(&org).await.len(), 2, "a part of a refused change was made");
}
