//! Log-ins with the account of a provider: who becomes a user, who has to link first, and how links come and go.

use contracts::ErrorCode;
use serde_json::{Value, json};
use testkit::Answer;

use crate::issuer::{Issuer, Person, Returning, cookie, until_it_answers};
use crate::room::{MINUTE, PASSWORD, Room, SOON, SignedIn};

const MINA: &str = "mina@example.com";
const AT_PROVIDER: Person = Person { subject: "7", email: MINA, is_verified: true };

/// The session that a browser has come back with.
async fn session(room: &Room, finished: &Answer) -> SignedIn {
    assert_eq!(finished.status, 303, "{finished}");
    assert_eq!(finished.header("Location"), Some("/provider#to=/orders"));
    SignedIn::read(&room.refresh(&cookie(finished, "hf_rt").unwrap()).await)
}

async fn log_in(room: &Room, issuer: &Issuer, person: Person) -> SignedIn {
    let finished = Returning::begin(room, issuer, person).await.finish(room).await;
    session(room, &finished).await
}

async fn begin_link(room: &Room, who: &SignedIn) -> Answer {
    let body = json!({ "provider": "acme", "returnTo": "/account" });
    room.with(&who.access, room.api.post("/api/users/me/links")).json(&body).await
}

async fn link(room: &Room, issuer: &Issuer, who: &SignedIn, person: Person) -> Answer {
    let begun = begin_link(room, who).await;
    let kept = cookie(&begun, "hf_login").unwrap();
    let body: Value = begun.ok();
    issuer.recognize(person, body["address"].as_str().unwrap(), kept).finish(room).await
}

async fn links(room: &Room, who: &SignedIn) -> Value {
    room.with(&who.access, room.api.get("/api/users/me/links")).await.ok()
}

#[tokio::test]
async fn a_new_user_comes_without_a_password_and_sets_one_by_mail() {
    let (issuer, room) = Issuer::with_room().await;
    let listed: Value = room.api.get("/api/auth/oidc").await.ok();
    assert_eq!(listed["items"][0], json!({ "name": "acme", "title": "ACME" }));
    let first = log_in(&room, &issuer, AT_PROVIDER).await;
    let again = log_in(&room, &issuer, Person { email: "other@example.com", ..AT_PROVIDER }).await;
    assert_eq!(again.subject, first.subject, "the subject is the key, and not the address");
    let account: Value = room.me(&first).await.ok();
    assert_eq!(account["email"], json!(MINA));
    let ways = links(&room, &first).await;
    assert_eq!((&ways["password"], ways["items"].as_array().unwrap().len()), (&json!(false), 1));
    assert_eq!((&ways["items"][0]["title"], &ways["items"][0]["email"]), (&json!("ACME"), &json!(MINA)));
    for password in [PASSWORD, "", "short"] {
        room.log_in(MINA, password).await.refused(ErrorCode::CredentialsWrong);
    }
    assert_eq!(room.post("forgot", &json!({ "email": MINA })).await.status, 202);
    let body = json!({ "token": room.link(MINA, 1).await, "password": PASSWORD });
    assert_eq!(room.post("reset", &body).await.status, 204);
    let session = SignedIn::read(&room.log_in(MINA, PASSWORD).await);
    assert_eq!(links(&room, &session).await["password"], json!(true));
}

#[tokio::test]
async fn a_user_logs_in_once_and_links_then_and_is_told_by_mail() {
    let (issuer, room) = Issuer::with_room().await;
    let mina = room.user(MINA).await;
    let refused = Returning::begin(&room, &issuer, AT_PROVIDER).await.finish(&room).await;
    refused.refused(ErrorCode::LinkRequired);
    assert_eq!(links(&room, &mina).await["items"], json!([]));
    let linked = link(&room, &issuer, &mina, AT_PROVIDER).await;
    assert_eq!(linked.header("Location"), Some("/provider#to=/account"));
    assert_eq!(cookie(&linked, "hf_rt"), None, "it is the session of before");
    testkit::eventually("a letter", SOON, async || (room.letters_to(MINA).await.len() == 2).then_some(()))
        .await;
    assert_eq!(log_in(&room, &issuer, AT_PROVIDER).await.subject, mina.subject);
    // Once more changes nothing; that account of the provider is no one else's.
    assert_eq!(link(&room, &issuer, &mina, AT_PROVIDER).await.status, 303);
    assert_eq!(links(&room, &mina).await["items"].as_array().unwrap().len(), 1);
    let joon = room.user("joon@example.com").await;
    link(&room, &issuer, &joon, AT_PROVIDER).await.refused(ErrorCode::LinkTaken);
}

#[tokio::test]
async fn an_address_that_the_provider_does_not_vouch_for_makes_no_user_and_links_by_hand_alone() {
    let (issuer, room) = Issuer::with_room().await;
    let unverified = Person { is_verified: false, ..AT_PROVIDER };
    let refused = Returning::begin(&room, &issuer, unverified).await.finish(&room).await;
    refused.refused(ErrorCode::EmailUnverified);
    let mina = room.user(MINA).await;
    let refused = Returning::begin(&room, &issuer, unverified).await.finish(&room).await;
    refused.refused(ErrorCode::EmailUnverified);
    assert_eq!(link(&room, &issuer, &mina, unverified).await.status, 303);
    assert_eq!(log_in(&room, &issuer, unverified).await.subject, mina.subject);
    assert_eq!(links(&room, &mina).await["items"][0].get("email"), None);
}

#[tokio::test]
async fn a_link_is_taken_away_but_not_the_last_way_to_log_in() {
    let (issuer, room) = Issuer::with_room().await;
    let mina = log_in(&room, &issuer, AT_PROVIDER).await;
    let id = links(&room, &mina).await["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/users/me/links/{id}");
    room.delete(&mina, &path, None).await.refused(ErrorCode::LastLogin);
    // Of another user it is none, and nothing is said of it.
    let joon = room.user("joon@example.com").await;
    assert_eq!(room.delete(&joon, &path, None).await.status, 204);
    let second = Person { subject: "8", ..AT_PROVIDER };
    assert_eq!(link(&room, &issuer, &mina, second).await.status, 303);
    assert_eq!(room.delete(&mina, &path, None).await.status, 204);
    assert_eq!(room.delete(&mina, &path, None).await.status, 204);
    let refused = Returning::begin(&room, &issuer, AT_PROVIDER).await.finish(&room).await;
    refused.refused(ErrorCode::LinkRequired);
    assert_eq!(log_in(&room, &issuer, second).await.subject, mina.subject);
}

#[tokio::test]
async fn links_take_a_log_in_of_the_last_ten_minutes_and_a_session_that_lasts() {
    let (issuer, room) = Issuer::with_room().await;
    let mina = room.user(MINA).await;
    let begun = begin_link(&room, &mina).await;
    let kept = cookie(&begun, "hf_login").unwrap();
    let body: Value = begun.ok();
    let returning = issuer.recognize(AT_PROVIDER, body["address"].as_str().unwrap(), kept);
    assert_eq!(room.post("logout", &json!({ "refreshToken": mina.refresh })).await.status, 204);
    returning.finish(&room).await.refused(ErrorCode::SessionEnded);
    let mina = SignedIn::read(&room.log_in(MINA, PASSWORD).await);
    room.clock.advance(MINUTE * 11);
    begin_link(&room, &mina).await.refused(ErrorCode::StepUpRequired);
    let path = "/api/users/me/links/0190b7a0-5c7e-7000-8000-00000000c001";
    room.delete(&mina, path, None).await.refused(ErrorCode::StepUpRequired);
}

#[tokio::test]
async fn an_account_without_a_password_is_deleted_after_a_log_in_with_its_links() {
    let (issuer, room) = Issuer::with_room().await;
    let mina = log_in(&room, &issuer, AT_PROVIDER).await;
    let path = "/api/users/me";
    room.clock.advance(MINUTE * 11);
    room.delete(&mina, path, Some(&json!({}))).await.refused(ErrorCode::StepUpRequired);
    let mina = log_in(&room, &issuer, AT_PROVIDER).await;
    let password = json!({ "password": PASSWORD });
    room.delete(&mina, path, Some(&password)).await.refused(ErrorCode::CredentialsWrong);
    assert_eq!(room.delete(&mina, path, Some(&json!({}))).await.status, 204);
    assert_ne!(log_in(&room, &issuer, AT_PROVIDER).await.subject, mina.subject);
    let joon = room.user("joon@example.com").await;
    room.delete(&joon, path, Some(&json!({}))).await.refused(ErrorCode::CredentialsWrong);
}

#[tokio::test]
async fn a_guest_who_logs_in_by_a_provider_keeps_what_it_has() {
    let (issuer, room) = Issuer::with_room().await;
    let guest: Answer = room.api.post("/api/auth/guest").json(&json!({ "cookie": true })).await;
    let kept = cookie(&guest, "hf_rt").unwrap();
    let guest: Value = guest.ok();
    for (fetched_from, has_led_here) in [("same-origin", true), ("cross-site", false)] {
        let begun = room.api.visit("/api/auth/oidc/acme?returnTo=/orders");
        let begun = begun.header("Cookie", &format!("hf_rt={kept}")).header("Sec-Fetch-Site", fetched_from);
        let begun = begun.await;
        let state = cookie(&begun, "hf_login").unwrap();
        let returning = issuer.recognize(AT_PROVIDER, begun.header("Location").unwrap(), state);
        let user = session(&room, &returning.finish(&room).await).await;
        let part = user.access.split('.').nth(1).unwrap();
        let claims = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, part).unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["amr"], json!(["fed"]));
        let former = has_led_here.then(|| guest["subject"].clone());
        assert_eq!(claims.get("gst").cloned(), former, "{fetched_from}");
    }
}

#[tokio::test]
async fn a_provider_that_is_down_keeps_no_one_from_a_password() {
    let (issuer, room) = Issuer::with_room().await;
    room.user(MINA).await;
    issuer.set_down(true);
    room.api.visit("/api/auth/oidc/acme").await.refused(ErrorCode::Unavailable);
    assert_eq!(room.log_in(MINA, PASSWORD).await.status, 200);
    issuer.set_down(false);
    until_it_answers(&room).await;
    // What it has said of itself serves on; a code cannot be exchanged.
    let stranger = Person { email: "joon@example.com", ..AT_PROVIDER };
    let returning = Returning::begin(&room, &issuer, stranger).await;
    issuer.set_down(true);
    returning.finish(&room).await.refused(ErrorCode::Unavailable);
    issuer.set_down(false);
    issuer.rotate();
    room.clock.advance(MINUTE);
    log_in(&room, &issuer, stranger).await;
}
