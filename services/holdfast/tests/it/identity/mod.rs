//! Accounts, as a shop's buyers have them: the tokens of identity at every other service.

mod attacks;
mod buying;
mod ended;
mod growing;
mod roles;
mod secrets;
mod streams;

use contracts::ErrorCode;
use serde_json::{Value, json};
use testkit::{ApiClient, eventually};

use crate::SOON;

pub(crate) const PASSWORD: &str = "correct staple of horses";

/// What a client has of its session.
pub(crate) struct Session {
    pub(crate) access: String,
    pub(crate) refresh: String,
    pub(crate) subject: String,
}

impl Session {
    pub(crate) fn read(body: &Value) -> Self {
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        Self { access: text("accessToken"), refresh: text("refreshToken"), subject: text("subject") }
    }
}

pub(crate) async fn post(api: &ApiClient, path: &str, body: &Value) -> testkit::Answer {
    api.post(&format!("/api/auth/{path}")).json(body).await
}

/// The token of the newest letter to this mailbox.
pub(crate) async fn link(api: &ApiClient, email: &str) -> String {
    eventually("a letter with a link", SOON, async || {
        let mailbox: Value = api.get("/api/auth/mailbox").await.ok();
        let letter = mailbox["items"].as_array()?.iter().find(|letter| letter["to"] == email)?;
        let (_, token) = letter["text"].as_str()?.split_once("#token=")?;
        token.split_whitespace().next().map(str::to_owned)
    })
    .await
}

pub(crate) async fn user(api: &ApiClient, email: &str) -> Session {
    assert_eq!(post(api, "register", &json!({ "email": email })).await.status, 202);
    let body = json!({ "token": link(api, email).await, "password": PASSWORD });
    Session::read(&post(api, "verify", &body).await.ok())
}

pub(crate) async fn guest(api: &ApiClient) -> Session {
    Session::read(&api.post("/api/auth/guest").await.ok())
}

/// Waits until a service that is not identity refuses the token.
pub(crate) async fn is_refused(api: &ApiClient, session: &Session, code: ErrorCode) {
    eventually("the token is refused", SOON, async || {
        let answer = api.with_access(&session.access).get("/api/orders").await;
        (answer.status == 401 && answer.error().code == code).then_some(())
    })
    .await;
}
