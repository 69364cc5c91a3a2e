//! Nothing secret is logged or stored in the clear, whatever is logged.

use serde_json::{Value, json};

use super::{PASSWORD, Session, guest, link, post};
use crate::{CLUB, demo, start};

const MINA: &str = "mina@example.com";

#[tokio::test]
async fn no_log_and_no_file_has_a_password_or_a_token() {
    let data = tempfile::tempdir().unwrap();
    let mut server = start(&demo().data(data.path()).env("RUST_LOG", "debug,holdfast=trace")).await;
    let api = server.api();
    assert_eq!(post(&api, "register", &json!({ "email": MINA })).await.status, 202);
    let token = link(&api, MINA).await;
    let body = json!({ "token": token, "password": PASSWORD });
    let first = Session::read(&post(&api, "verify", &body).await.ok());
    let wrong = "wrong staple of horses";
    assert_eq!(post(&api, "login", &json!({ "email": MINA, "password": wrong })).await.status, 401);
    let body = json!({ "refreshToken": first.refresh });
    let second = Session::read(&post(&api, "refresh", &body).await.ok());
    assert_eq!(api.with_access(&second.access).get("/api/users/me").await.status, 200);
    assert_eq!(api.with_access("a.wrong.token-of-this-test").get("/api/users/me").await.status, 401);
    let guest = guest(&api).await;
    let held: Value = api.with_access(&guest.access).hold(CLUB, &[1]).await.ok();
    let hold = held["holdToken"].as_str().unwrap();
    server.stop().await;
    let log = server.log();
    assert!(log.contains("a user has registered"), "the log says nothing: {log}");
    let of_user = [PASSWORD, wrong, &token, &first.access, &first.refresh, &second.access, &second.refresh];
    let secrets: Vec<&str> =
        of_user.into_iter().chain([guest.access.as_str(), &guest.refresh, hold]).collect();
    for secret in secrets.iter().copied().chain(["token-of-this-test"]) {
        assert!(!log.contains(secret), "{secret} was logged");
    }
    for file in std::fs::read_dir(data.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        for secret in &secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} is in {}", path.display());
        }
    }
}
