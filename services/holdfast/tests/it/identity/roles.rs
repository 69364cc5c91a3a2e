//! Roles in the installation, and in the organization of an event, at services that are not identity.

use contracts::ErrorCode;
use serde_json::{Value, json};
use testkit::{ApiClient, Options, eventually};

use super::{Session, post, user};
use crate::line::TOKEN;
use crate::{CLUB, SOON, demo, start};

const BOOTSTRAP: &str = "a bootstrap token of these tests, long enough";

pub(super) fn options() -> Options {
    demo().env("HOLDFAST_BOOTSTRAP_TOKEN", BOOTSTRAP)
}

/// The next tokens of the session, with the roles of now.
pub(super) async fn renewed(api: &ApiClient, session: &Session) -> Session {
    Session::read(&post(api, "refresh", &json!({ "refreshToken": session.refresh })).await.ok())
}

pub(super) async fn admin(api: &ApiClient) -> Session {
    let admin = user(api, "admin@example.com").await;
    let made = post(&api.with_access(&admin.access), "bootstrap", &json!({ "token": BOOTSTRAP })).await;
    assert_eq!(made.status, 204, "{made}");
    renewed(api, &admin).await
}

pub(super) fn role_of(session: &Session) -> String {
    format!("/api/admin/identity/roles/{}", session.subject.trim_start_matches("u:"))
}

fn room(action: &str) -> String {
    format!("/api/waiting-room/admin/events/{CLUB}{action}")
}

#[tokio::test]
async fn an_administrator_operates_a_line_and_support_looks_on_until_the_role_is_taken_away() {
    let server = start(&options()).await;
    let api = server.api();
    let (admin, support, mina) =
        (admin(&api).await, user(&api, "support@example.com").await, user(&api, "mina@example.com").await);
    let by_admin = api.with_access(&admin.access);
    let set = by_admin.call(reqwest::Method::PUT, &role_of(&support)).json(&json!({ "role": "SUPPORT" }));
    assert_eq!(set.await.status, 200);
    let support = renewed(&api, &support).await;
    let [by_support, by_mina] = [&support, &mina].map(|session| api.with_access(&session.access));

    by_support.post(&room("/open")).json(&json!({})).await.refused(ErrorCode::Forbidden);
    assert_eq!(by_admin.post(&room("/open")).json(&json!({})).await.status, 200);
    let paused = by_admin.post(&room("/pause")).json(&json!({ "actor": "someone else" })).await;
    assert_eq!(paused.status, 200, "{paused}");
    let log: Value = by_support.get(&room("/log")).await.ok();
    let who = [0_usize, 1].map(|newest| log["items"][newest]["actor"].as_str().unwrap_or_default());
    assert_eq!(who, [admin.subject.as_str(); 2], "an administrator is recorded under another name: {log}");
    assert_eq!(by_support.get(&room("")).await.status, 200);
    by_mina.get(&room("")).await.refused(ErrorCode::Forbidden);
    api.get(&room("")).await.refused(ErrorCode::Unauthenticated);

    let taken = by_admin.call(reqwest::Method::DELETE, &role_of(&support)).await;
    assert_eq!(taken.status, 204, "{taken}");
    eventually("the token of support is refused elsewhere", SOON, async || {
        let answer = by_support.get(&room("")).await;
        (answer.status == 401).then(|| answer.refused(ErrorCode::TokenExpired))
    })
    .await;
    let support = api.with_access(&renewed(&api, &support).await.access);
    support.get(&room("")).await.refused(ErrorCode::Forbidden);
}

/// A user who has this role in the organization of the shows.
async fn appointed(api: &ApiClient, by_admin: &ApiClient, role: &str) -> ApiClient {
    let user = user(api, &format!("{}@example.com", role.to_lowercase().replace('_', "-"))).await;
    let id = user.subject.trim_start_matches("u:");
    let path = format!("/api/orgs/{}/members/{id}", contracts::demo::ORGANIZATION);
    let set = by_admin.call(reqwest::Method::PUT, &path).json(&json!({ "role": role })).await;
    assert_eq!(set.status, 200, "{set}");
    api.with_access(&renewed(api, &user).await.access)
}

#[tokio::test]
async fn the_box_office_sells_and_a_manager_steers_at_an_event_of_their_organization() {
    let server = start(&options()).await;
    let api = server.api();
    let by_admin = api.with_access(&admin(&api).await.access);
    let seller = appointed(&api, &by_admin, "BOX_OFFICE").await;
    let manager = appointed(&api, &by_admin, "MANAGER").await;
    let stranger = api.with_access(&user(&api, "mina@example.com").await.access);

    assert_eq!(api.hold(CLUB, &[1]).await.status, 201);
    let confirm = format!("/api/reservations/{CLUB}/1/confirm");
    let cash = json!({ "tender": "cash", "reference": "till-1/0001" });
    stranger.post(&confirm).json(&cash).await.refused(ErrorCode::Forbidden);
    assert_eq!(seller.post(&confirm).json(&cash).await.status, 200);

    seller.post(&room("/open")).json(&json!({})).await.refused(ErrorCode::Forbidden);
    assert_eq!(manager.post(&room("/open")).json(&json!({})).await.status, 200);
    assert_eq!(seller.get(&room("")).await.status, 200);
    stranger.get(&room("")).await.refused(ErrorCode::Forbidden);
    manager.get("/api/waiting-room/admin/events/999").await.refused(ErrorCode::EventNotFound);
}

#[tokio::test]
async fn a_sale_at_the_box_office_is_recorded_under_the_account_that_made_it() {
    let mut server = start(&options().env("HOLDFAST_OPERATOR_TOKEN", TOKEN)).await;
    let api = server.api();
    let admin = admin(&api).await;
    let mut made = Vec::new();
    for (seat, bearer, actor) in [(3, admin.access.as_str(), admin.subject.as_str()), (4, TOKEN, "operator")]
    {
        assert_eq!(api.hold(CLUB, &[seat]).await.status, 201);
        let path = format!("/api/reservations/{CLUB}/{seat}/confirm");
        let body = json!({ "tender": "cash", "reference": format!("till-1/{seat}") });
        for _ in 0..2 {
            let sold = api.with_access(bearer).post(&path).json(&body).await;
            assert!(sold.status < 300, "{sold}");
        }
        let receipt = json!({ "tender": "cash", "reference": format!("till-1/{seat}") });
        made.push((actor.to_owned(), "sale.confirm".to_owned(), receipt));
    }
    let data = server.data().display().to_string();
    server.stop().await;
    let orders = crate::verify::open(&data, "order.db").await;
    let rows: Vec<(String, String, String)> =
        sqlx::query_as("SELECT actor, action, is_now FROM audit ORDER BY id")
            .fetch_all(&orders)
            .await
            .unwrap();
    let read = |(actor, action, is_now): (String, String, String)| {
        (actor, action, serde_json::from_str::<Value>(&is_now).unwrap())
    };
    assert_eq!(rows.into_iter().map(read).collect::<Vec<_>>(), made, "each sale once");
}

#[tokio::test]
async fn neither_keys_nor_the_token_of_the_settings_are_in_the_log() {
    let server = start(&options().env("RUST_LOG", "debug")).await;
    let api = server.api();
    let admin = admin(&api).await;
    let by_admin = api.with_access(&admin.access);
    let owner = user(&api, "owner@example.com").await;
    let body = json!({ "name": "Hall of Songs", "ownerId": owner.subject.trim_start_matches("u:") });
    let made: Value = by_admin.post("/api/orgs").json(&body).await.ok();
    let path = format!("/api/orgs/{}/keys", made["id"].as_str().unwrap());
    let key: Value = by_admin.post(&path).json(&json!({ "name": "Printer", "role": "VIEWER" })).await.ok();
    let key = key["key"].as_str().unwrap();
    let form = format!("grant_type=client_credentials&client_secret={key}");
    let token: Value = api.post("/api/auth/token").body("application/x-www-form-urlencoded", form).await.ok();
    let log = server.log();
    assert!(log.contains("/api/auth/token"), "the requests are not in the log, so this shows nothing: {log}");
    let signature = token["access_token"].as_str().unwrap().rsplit('.').next().unwrap();
    for secret in [&key[37..], &BOOTSTRAP[2..], signature] {
        assert!(!log.contains(secret), "a secret is in the log");
    }
}
