//! Sessions that have ended, at services that are not identity, and after a crash.

use contracts::ErrorCode;
use serde_json::json;
use testkit::Options;

use super::{Session, is_refused, post, user};
use crate::verify_command::BROKEN;
use crate::{CLUB, SOON, demo, start};

const MINA: &str = "mina@example.com";

#[tokio::test]
async fn a_log_out_is_heard_by_the_other_services_and_known_after_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let mut server = start(&demo().data(data.path())).await;
    let api = server.api();
    let mina = user(&api, MINA).await;
    let buyer = api.with_access(&mina.access);
    assert_eq!(buyer.hold(CLUB, &[1]).await.status, 201);
    assert_eq!(post(&api, "logout", &json!({ "refreshToken": mina.refresh })).await.status, 204);
    is_refused(&api, &mina, ErrorCode::SessionEnded).await;
    let refused = buyer.hold(CLUB, &[2]).await;
    refused.refused(ErrorCode::SessionEnded);
    assert_eq!(refused.header("WWW-Authenticate"), Some("Bearer error=\"invalid_token\""));
    server.restart().await;
    buyer.hold(CLUB, &[2]).await.refused(ErrorCode::SessionEnded);
    let again = json!({ "email": MINA, "password": super::PASSWORD });
    let again = Session::read(&post(&api, "login", &again).await.ok());
    assert_eq!(again.subject, mina.subject);
    assert_eq!(api.with_access(&again.access).hold(CLUB, &[2]).await.status, 201);
}

#[tokio::test]
async fn a_token_lives_through_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let mut server = start(&demo().data(data.path())).await;
    let api = server.api();
    let mina = user(&api, MINA).await;
    server.restart().await;
    assert_eq!(api.with_access(&mina.access).hold(CLUB, &[1]).await.status, 201);
    let body = json!({ "refreshToken": mina.refresh });
    assert_eq!(post(&api, "refresh", &body).await.status, 200);
}

#[tokio::test]
async fn a_refresh_token_that_comes_back_ends_its_session() {
    let server = start(&demo()).await;
    let api = server.api();
    let first = user(&api, MINA).await;
    let refresh = async |token: &str| post(&api, "refresh", &json!({ "refreshToken": token })).await;
    let second = Session::read(&refresh(&first.refresh).await.ok());
    let third = Session::read(&refresh(&second.refresh).await.ok());
    let stolen = refresh(&first.refresh).await;
    assert!(stolen.status == 401, "{BROKEN}the family of refresh tokens: an old one was exchanged once more");
    stolen.refused(ErrorCode::SessionEnded);
    refresh(&third.refresh).await.refused(ErrorCode::SessionEnded);
    is_refused(&api, &third, ErrorCode::SessionEnded).await;
}

#[tokio::test]
async fn a_crash_between_the_end_of_a_session_and_its_refusal_leaves_it_ended() {
    let data = tempfile::tempdir().unwrap();
    let options: Options = demo().data(data.path()).failpoint("refresh.reused", 1);
    let mut server = start(&options).await;
    let api = server.api();
    let first = user(&api, MINA).await;
    let refresh = async |token: &str| post(&api, "refresh", &json!({ "refreshToken": token })).await;
    let second = Session::read(&refresh(&first.refresh).await.ok());
    let third = Session::read(&refresh(&second.refresh).await.ok());
    let body = json!({ "refreshToken": first.refresh });
    let lost = api.post("/api/auth/refresh").json(&body).attempt().await;
    assert!(lost.is_err(), "it was answered: {lost:?}");
    server.wait_exit(SOON).await;
    server.disarm();
    server.restart().await;
    for session in [&first, &second, &third] {
        refresh(&session.refresh).await.refused(ErrorCode::SessionEnded);
    }
    is_refused(&api, &third, ErrorCode::SessionEnded).await;
}
