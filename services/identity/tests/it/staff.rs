//! Roles in the installation: how the first administrator becomes one, and that one stays.

use contracts::ErrorCode;
use identity::app::AuthError;
use identity::domain::Subject;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::office::{Office, id};
use crate::room::{BOOTSTRAP, Parts, Room, begun};

#[tokio::test]
async fn the_token_of_the_settings_makes_one_administrator_of_many_who_present_it_at_once() {
    let room = Room::start().await;
    let mut calls = JoinSet::new();
    for number in 0..5 {
        let user = room.user(&format!("user{number}@example.com")).await;
        for _ in 0..10 {
            let call = room.with(&user.access, room.api.post("/api/auth/bootstrap"));
            calls.spawn(async move { call.json(&json!({ "token": BOOTSTRAP })).await });
        }
    }
    let answers = calls.join_all().await;
    let made = answers.iter().filter(|answer| answer.status == 204).count();
    // The tokens of the one who became it are outdated from then on.
    let refused = answers.iter().filter(|answer| [401, 403].contains(&answer.status)).count();
    assert_eq!((made, refused), (1, 49), "{answers:?}");
    assert_eq!(room.records().await.staff().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_wrong_token_makes_no_one_administrator_nor_does_any_without_the_setting() {
    let room = Room::start().await;
    let user = room.user("mina@example.com").await;
    let guest = crate::room::SignedIn::read(&room.api.post("/api/auth/guest").await);
    let bootstrap = async |token: &str, caller: &str| {
        let call = room.with(caller, room.api.post("/api/auth/bootstrap"));
        call.json(&json!({ "token": token })).await
    };
    for wrong in ["", &BOOTSTRAP[1..], &format!("{BOOTSTRAP} "), &user.access] {
        bootstrap(wrong, &user.access).await.refused(ErrorCode::CredentialsWrong);
    }
    bootstrap(BOOTSTRAP, &guest.access).await.refused(ErrorCode::NotFound);
    room.api
        .post("/api/auth/bootstrap")
        .json(&json!({ "token": BOOTSTRAP }))
        .await
        .refused(ErrorCode::Unauthenticated);
    assert_eq!(bootstrap(BOOTSTRAP, &user.access).await.status, 204);

    let parts = Parts::open().await;
    let identity = parts.identity(b"the secret of these tests, long enough", None);
    identity.keep_keys().await.unwrap();
    begun(&identity).await;
    let closed = identity.bootstrap(&Subject::user(Uuid::nil()), BOOTSTRAP).await;
    assert!(matches!(closed, Err(AuthError::BootstrapClosed)), "{closed:?}");
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let office = Office::open().await;
    let admin = office.admin.clone();
    let own = format!("/api/admin/identity/roles/{}", id(&admin));
    office.call(&admin.access, "DELETE", &own, Value::Null).await.refused(ErrorCode::LastOwner);
    let support = json!({ "role": "SUPPORT" });
    office.call(&admin.access, "PUT", &own, support.clone()).await.refused(ErrorCode::LastOwner);
    let body = json!({ "password": crate::room::PASSWORD });
    office.room.delete(&admin, "/api/users/me", Some(&body)).await.refused(ErrorCode::LastOwner);

    let other = office.staff("ADMIN").await;
    let other_path = format!("/api/admin/identity/roles/{}", id(&other));
    let mut changes = JoinSet::new();
    for (caller, path) in [(&admin, &other_path), (&other, &own)] {
        let call = office.room.with(&caller.access, office.room.api.call(reqwest::Method::PUT, path));
        let support = support.clone();
        changes.spawn(async move { call.json(&support).await });
    }
    let answers = changes.join_all().await;
    let changed = answers.iter().filter(|answer| answer.status == 200).count();
    let staff = office.room.records().await.staff().await.unwrap();
    let admins = staff.iter().filter(|member| member.role == access::PlatformRole::Admin).count();
    assert_eq!((changed, admins), (1, 1), "{answers:?}");
}

#[tokio::test]
async fn a_role_in_the_installation_is_given_and_taken_away() {
    let office = Office::open().await;
    let auditor = office.staff("AUDITOR").await;
    let list: Value =
        office.call(&auditor.access, "GET", "/api/admin/identity/roles", Value::Null).await.ok();
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    let path = format!("/api/admin/identity/roles/{}", id(&auditor));
    assert_eq!(office.call(&office.admin.access, "DELETE", &path, Value::Null).await.status, 204);
    office.call(&office.admin.access, "DELETE", &path, Value::Null).await.refused(ErrorCode::NotFound);
    let auditor = office.renewed(&auditor).await;
    let refused = office.call(&auditor.access, "GET", "/api/admin/identity/audit", Value::Null).await;
    refused.refused(ErrorCode::Forbidden);
    for role in ["OWNER", "admin", ""] {
        let refused = office.call(&office.admin.access, "PUT", &path, json!({ "role": role })).await;
        refused.refused(ErrorCode::ValidationFailed);
    }
}

#[tokio::test]
async fn a_role_opens_what_operators_see_and_none_opens_nothing() {
    let office = Office::open().await;
    let path = "/api/operator/sale-health";
    for role in ["SUPPORT", "AUDITOR"] {
        let reader = office.staff(role).await;
        assert_eq!(office.call(&reader.access, "GET", path, Value::Null).await.status, 200, "{role}");
    }
    assert_eq!(office.call(&office.admin.access, "GET", path, Value::Null).await.status, 200);
    let user = office.user("mina").await;
    office.call(&user.access, "GET", path, Value::Null).await.refused(ErrorCode::Forbidden);
}
