//! Sessions: their tokens, their list, their end.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contracts::ErrorCode;
use serde_json::{Value, json};

use crate::room::{DAY, MINUTE, PASSWORD, Room, SignedIn};

const MINA: &str = "mina@example.com";

fn claims(token: &str) -> Value {
    let claims = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}

#[tokio::test]
async fn an_access_token_lives_for_as_long_as_its_operator_says() {
    let room = Room::with_tokens_for(MINUTE).await;
    let session = room.user(MINA).await;
    let claims = claims(&session.access);
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 60);
    room.clock.advance(MINUTE);
    room.with(&session.access, room.api.get("/api/users/me")).await.refused(ErrorCode::TokenExpired);
    let refreshed: Value = room.post("refresh", &json!({ "refreshToken": session.refresh })).await.ok();
    assert_eq!(refreshed["expiresIn"], 60);
    let access = refreshed["accessToken"].as_str().unwrap();
    assert_eq!(room.with(access, room.api.get("/api/users/me")).await.status, 200);
}

#[tokio::test]
async fn an_access_token_says_who_until_it_expires() {
    let room = Room::start().await;
    let session = room.user(MINA).await;
    let claims = claims(&session.access);
    assert_eq!((&claims["sub"], &claims["sid"]), (&json!(session.subject), &json!(session.session)));
    assert_eq!((&claims["aud"], &claims["amr"]), (&json!("holdfast"), &json!(["pwd"])));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 30 * 60);

    let bare = room.api.get("/api/users/me").await;
    bare.refused(ErrorCode::Unauthenticated);
    assert_eq!(bare.header("WWW-Authenticate"), Some("Bearer"));
    let named = room.api.get("/api/users/me").caller("mina").await;
    named.refused(ErrorCode::Unauthenticated);
    for (wrong, code) in [
        ("nonsense", ErrorCode::TokenInvalid),
        (session.refresh.as_str(), ErrorCode::TokenInvalid),
        (&session.access[1..], ErrorCode::TokenInvalid),
        ("", ErrorCode::TokenInvalid),
    ] {
        let refused = room.with(wrong, room.api.get("/api/users/me")).await;
        refused.refused(code);
        assert_eq!(refused.header("WWW-Authenticate"), Some("Bearer error=\"invalid_token\""));
    }
    room.refresh(&session.access).await.refused(ErrorCode::SessionEnded);
    room.clock.advance(MINUTE * 30);
    room.me(&session).await.refused(ErrorCode::TokenExpired);
    let renewed = SignedIn::read(&room.refresh(&session.refresh).await);
    assert_eq!(room.me(&renewed).await.status, 200);
}

#[tokio::test]
async fn the_published_keys_verify_what_was_signed() {
    let room = Room::start().await;
    let session = room.user(MINA).await;
    let keys: Value = room.api.get("/.well-known/jwks.json").await.ok();
    let [key] = keys["keys"].as_array().unwrap().as_slice() else { panic!("{keys}") };
    let header = session.access.split('.').next().unwrap();
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    assert_eq!(header, json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": key["kid"] }));
    let members: Vec<&String> = key.as_object().unwrap().keys().collect();
    assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x"], "a private part was published");
    let tokens = access::AccessTokens::new(room.clock.clone());
    let text = |name: &str| key[name].as_str().unwrap().to_owned();
    let key = access::VerificationKey { kid: text("kid"), x: text("x") };
    tokens.learn(crate::room::ORIGIN, &[key]).unwrap();
    assert_eq!(tokens.verify(&session.access).unwrap().subject.as_str(), session.subject);
}

#[tokio::test]
async fn a_log_out_ends_one_session_everywhere() {
    let room = Room::start().await;
    let here = room.user(MINA).await;
    let there = SignedIn::read(&room.log_in(MINA, PASSWORD).await);
    let answer = room.post("logout", &json!({ "refreshToken": here.refresh })).await;
    assert_eq!(answer.status, 204, "{answer}");
    room.ends(&here).await.refused(ErrorCode::SessionEnded);
    room.refresh(&here.refresh).await.refused(ErrorCode::SessionEnded);
    assert_eq!(room.me(&there).await.status, 200);
    let by_access = room.with(&there.access, room.api.post("/api/auth/logout")).await;
    assert_eq!(by_access.status, 204);
    room.ends(&there).await;
    // Of none, nothing is left to do.
    assert_eq!(room.post("logout", &json!({})).await.status, 204);
    assert_eq!(room.post("logout", &json!({ "refreshToken": "nonsense" })).await.status, 204);
}

#[tokio::test]
async fn a_user_sees_and_ends_the_own_sessions_alone() {
    let room = Room::start().await;
    let (mina, joon) = (room.user(MINA).await, room.user("joon@example.com").await);
    let other = SignedIn::read(&room.log_in(MINA, PASSWORD).await);
    let list: Value = room.with(&mina.access, room.api.get("/api/users/me/sessions")).await.ok();
    let ids: Vec<(&str, bool)> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["id"].as_str().unwrap(), item["current"].as_bool().unwrap()))
        .collect();
    assert_eq!(ids.len(), 2);
    assert!(ids.contains(&(&mina.session, true)) && ids.contains(&(&other.session, false)), "{ids:?}");
    assert_eq!(list["items"][0]["network"], "127.0.0.0/24");

    let path = |session: &SignedIn| format!("/api/users/me/sessions/{}", session.session);
    room.delete(&joon, &path(&other), None).await.refused(ErrorCode::NotFound);
    room.delete(&mina, "/api/users/me/sessions/mine", None).await.refused(ErrorCode::BadRequest);
    assert_eq!(room.me(&other).await.status, 200);
    assert_eq!(room.delete(&mina, &path(&other), None).await.status, 204);
    room.ends(&other).await.refused(ErrorCode::SessionEnded);
    room.delete(&mina, &path(&other), None).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn a_guest_has_a_name_and_no_account_and_a_user_knows_the_guest_it_was() {
    let room = Room::start().await;
    let answer = room.api.post("/api/auth/guest").await;
    assert_eq!(answer.status, 201);
    let guest = SignedIn::read(&answer);
    assert!(guest.subject.starts_with("g:"), "{guest:?}");
    room.me(&guest).await.refused(ErrorCode::NotFound);
    let renewed = SignedIn::read(&room.refresh(&guest.refresh).await);
    assert_eq!(renewed.subject, guest.subject);

    room.user(MINA).await;
    let body = json!({ "email": MINA, "password": PASSWORD });
    let call = room.with(&renewed.access, room.api.post("/api/auth/login"));
    let user = SignedIn::read(&call.json(&body).await);
    assert_eq!(claims(&user.access)["gst"], json!(guest.subject));
    let renewed = SignedIn::read(&room.refresh(&user.refresh).await);
    assert_eq!(claims(&renewed.access)["gst"], json!(guest.subject), "it is forgotten with the first token");
    room.clock.advance(DAY * 6);
    let renewed = SignedIn::read(&room.refresh(&renewed.refresh).await);
    assert_eq!(claims(&renewed.access)["gst"], json!(guest.subject));
    room.clock.advance(DAY);
    let renewed = SignedIn::read(&room.refresh(&renewed.refresh).await);
    assert_eq!(claims(&renewed.access).get("gst"), None, "the guest's session would have ended");
}

#[tokio::test]
async fn a_browser_has_its_refresh_token_in_a_cookie_that_only_our_pages_use() {
    let room = Room::start().await;
    room.user(MINA).await;
    let body = json!({ "email": MINA, "password": PASSWORD, "cookie": true });
    let answer = room.post("login", &body).await;
    let shown: Value = answer.ok();
    assert_eq!(shown.get("refreshToken"), None);
    let cookie = answer.header("Set-Cookie").unwrap();
    assert!(cookie.contains("HttpOnly; SameSite=Strict") && cookie.contains("Path=/api/auth"), "{cookie}");
    let pair = cookie.split(';').next().unwrap().to_owned();
    let refresh = |site: &'static str| {
        let call = room.api.post("/api/auth/refresh").header("Cookie", &pair);
        call.header("Sec-Fetch-Site", site)
    };
    refresh("cross-site").await.refused(ErrorCode::Forbidden);
    refresh("same-site").await.refused(ErrorCode::Forbidden);
    let renewed = refresh("same-origin").await;
    let shown: Value = renewed.ok();
    assert_eq!(shown.get("refreshToken"), None);
    let next = renewed.header("Set-Cookie").unwrap().split(';').next().unwrap().to_owned();
    assert_ne!(next, pair);
    let call = room.api.post("/api/auth/logout").header("Cookie", &next);
    let out = call.header("Sec-Fetch-Site", "same-origin").await;
    assert_eq!(out.status, 204);
    assert!(out.header("Set-Cookie").unwrap().contains("Max-Age=0"));
    refresh("same-origin").await.refused(ErrorCode::SessionEnded);
}

#[tokio::test]
async fn a_session_that_is_not_renewed_for_a_week_is_over() {
    let room = Room::start().await;
    let session = room.user(MINA).await;
    room.clock.advance(DAY * 6);
    let renewed = SignedIn::read(&room.refresh(&session.refresh).await);
    room.clock.advance(DAY * 7);
    room.refresh(&renewed.refresh).await.refused(ErrorCode::SessionEnded);
}
