//! Buyers with an account: it is made by a link, and its session is renewed whenever the access token has expired.

use std::time::Duration;

use contracts::ErrorCode;
use serde_json::{Value, json};
use testkit::{Answer, ApiClient, Call};
use tokio::sync::Mutex;
use tokio::time::interval;

use crate::ask::ask;
use crate::conditions::{Asked, Conditions};
use crate::notes::Notes;

/// An access token expires in the middle of what its buyer does.
pub(crate) const TOKENS_LIVE: Duration = Duration::from_secs(8);
/// It expires with a whole second.
const TOKENS_LIVE_AT_LEAST: Duration = Duration::from_secs(7);
/// After so many renewals the buyer logs in again, as on another device.
const RENEWALS: u32 = 2;
const PASSWORD: &str = "correct staple of horses";
/// How often a buyer looks for the letter with the link, and how often at most.
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);
const LOOKS_MAX: u32 = 25;

#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) name: String,
    session: Mutex<Session>,
    conditions: Conditions,
    notes: Notes,
}

#[derive(Debug)]
struct Session {
    token: AccessToken,
    refresh: String,
    /// A service has said so of the token.
    has_expired: bool,
    renewals: u32,
}

#[derive(Debug, Clone)]
struct AccessToken {
    text: String,
    asked: Asked,
    /// A renewal of its session was not answered. It may still be carried out, by a process that stood still: then its refresh token is an old one, and
    /// the session ends, as if another had stolen it.
    may_end: bool,
}

impl Account {
    /// None: there is no account, because something does not answer now.
    pub(crate) async fn made(
        api: &ApiClient,
        name: String,
        conditions: &Conditions,
        notes: &Notes,
    ) -> Option<Self> {
        let mailbox = mailbox(&name);
        let registered = ask(api.post("/api/auth/register").json(&json!({ "email": mailbox }))).await?;
        if registered.status != 202 {
            return None;
        }
        let body = json!({ "token": link(api, &mailbox).await?, "password": PASSWORD });
        let session = Session::begun(api.post("/api/auth/verify").json(&body), conditions).await.ok()?;
        notes.count("accounts made");
        let (conditions, notes) = (conditions.clone(), notes.clone());
        Some(Self { name, session: Mutex::new(session), conditions, notes })
    }

    /// With a token that is good now. None: there is no answer, or no such token.
    pub(crate) async fn asks(&self, api: &ApiClient, call: impl Fn(&ApiClient) -> Call) -> Option<Answer> {
        let Some(token) = self.token(api).await else {
            self.notes.count("sessions that could not be renewed");
            return None;
        };
        let answer = ask(call(&api.with_access(&token.text))).await?;
        if answer.status == 401 {
            self.session.lock().await.has_expired = true;
        }
        self.judge(&token, &answer);
        Some(answer)
    }

    /// Whatever has become of identity, a token that lives is good at every service that has heard of its key once.
    fn judge(&self, token: &AccessToken, answer: &Answer) {
        let lives = token.asked.at.elapsed() < TOKENS_LIVE_AT_LEAST
            && self.conditions.clocks_were_right_since(token.asked);
        let is_wrong = match answer.status {
            401 => lives && !(token.may_end && answer.error().code == ErrorCode::SessionEnded),
            503 => is_not_verified_yet(answer) && self.conditions.keys_are_known(),
            _ => false,
        };
        if is_wrong {
            self.notes.flaw(format!("the token of {} lives, and was refused: {answer}", self.name));
        }
    }

    async fn token(&self, api: &ApiClient) -> Option<AccessToken> {
        let mut session = self.session.lock().await;
        if session.has_expired || session.token.asked.at.elapsed() >= TOKENS_LIVE {
            *session = self.renewed(api, &mut session).await?;
        }
        Some(session.token.clone())
    }

    async fn renewed(&self, api: &ApiClient, session: &mut Session) -> Option<Session> {
        if session.renewals >= RENEWALS {
            return self.logged_in(api).await;
        }
        let body = json!({ "refreshToken": session.refresh });
        let call = api.post("/api/auth/refresh").json(&body);
        match Session::begun(call, &self.conditions).await {
            Ok(next) => {
                self.notes.count("sessions renewed");
                let token = AccessToken { may_end: session.token.may_end, ..next.token };
                Some(Session { token, renewals: session.renewals + 1, ..next })
            }
            Err(Some(refused)) if refused.status == 401 => {
                if !session.token.may_end {
                    self.notes.flaw(format!("the session of {} has ended by itself: {refused}", self.name));
                }
                self.logged_in(api).await
            }
            Err(_) => {
                session.token.may_end = true;
                None
            }
        }
    }

    async fn logged_in(&self, api: &ApiClient) -> Option<Session> {
        let body = json!({ "email": mailbox(&self.name), "password": PASSWORD });
        let session = Session::begun(api.post("/api/auth/login").json(&body), &self.conditions).await.ok()?;
        self.notes.count("log-ins");
        Some(session)
    }
}

impl Session {
    /// The error is the answer that is no session, if there was one.
    async fn begun(call: Call, conditions: &Conditions) -> Result<Self, Option<Answer>> {
        let asked = conditions.asked();
        let answer = ask(call).await.ok_or(None)?;
        if !(200..300).contains(&answer.status) {
            return Err(Some(answer));
        }
        let body: Value = answer.ok();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let token = AccessToken { text: text("accessToken"), asked, may_end: false };
        Ok(Self { token, refresh: text("refreshToken"), has_expired: false, renewals: 0 })
    }
}

fn mailbox(name: &str) -> String {
    format!("{name}@example.com")
}

/// The token of the letter to this mailbox.
async fn link(api: &ApiClient, mailbox: &str) -> Option<String> {
    let mut looks = interval(BETWEEN_LOOKS);
    for _ in 0..LOOKS_MAX {
        looks.tick().await;
        let letters = ask(api.get("/api/auth/mailbox")).await.filter(|answer| answer.status == 200);
        let letters = letters.map(|answer| answer.ok::<Value>()).unwrap_or_default();
        let to_them = |letters: &Value| {
            letters["items"].as_array()?.iter().find(|letter| letter["to"] == mailbox).cloned()
        };
        let text = to_them(&letters).and_then(|letter| letter["text"].as_str().map(str::to_owned));
        if let Some((_, behind)) = text.as_deref().and_then(|text| text.split_once("#token=")) {
            return behind.split_whitespace().next().map(str::to_owned);
        }
    }
    None
}

/// A process that has started without identity knows no key, and says so.
fn is_not_verified_yet(answer: &Answer) -> bool {
    let error = answer.error();
    error.code == ErrorCode::Unavailable && error.message.starts_with("access tokens cannot be verified yet")
}
