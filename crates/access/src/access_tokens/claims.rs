//! What an access token says.

use primitives::{Timestamp, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ACCESS_TOKEN_LIFE, SKEW_SECONDS};
use crate::service_tokens::seconds;

pub(super) const AUDIENCE: &str = "holdfast";

/// What identity says of a session, at the time of issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessClaims {
    pub issuer: String,
    /// `u:` or `g:`, and the id of the user or the guest.
    pub subject: UserId,
    pub session: Uuid,
    pub token: Uuid,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
    /// When the password was last given; of a guest, when the session began.
    pub authenticated_at: Timestamp,
    /// How: `pwd`, or `guest`.
    pub method: &'static str,
    /// The guest that this session grew from.
    pub guest: Option<UserId>,
}

/// Who a genuine token names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    pub subject: UserId,
    pub session: Uuid,
    pub guest: Option<UserId>,
    /// In whole seconds since 1970, as the others.
    pub authenticated_at: i64,
    pub issued_at: i64,
    pub expires_at: i64,
}

impl Principal {
    /// One without an account, whom identity has given a name.
    #[must_use]
    pub fn is_guest(&self) -> bool {
        self.subject.is_guest()
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Claims {
    iss: String,
    /// A text: a list of audiences is refused.
    aud: String,
    sub: String,
    sid: Uuid,
    iat: i64,
    exp: i64,
    jti: Uuid,
    auth_time: i64,
    amr: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gst: Option<String>,
}

impl From<&AccessClaims> for Claims {
    fn from(claims: &AccessClaims) -> Self {
        Self {
            iss: claims.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: claims.subject.as_str().to_owned(),
            sid: claims.session,
            iat: seconds(claims.issued_at),
            exp: seconds(claims.expires_at),
            jti: claims.token,
            auth_time: seconds(claims.authenticated_at),
            amr: vec![claims.method.to_owned()],
            gst: claims.guest.as_ref().map(|guest| guest.as_str().to_owned()),
        }
    }
}

impl Claims {
    /// None: nothing that we sign. Whether it has expired remains to be asked.
    pub(super) fn principal(self, now: i64) -> Option<Principal> {
        let life_max = i64::try_from(ACCESS_TOKEN_LIFE.as_secs()).unwrap_or(i64::MAX);
        let lasts = self.exp.checked_sub(self.iat)?;
        if !(0..=life_max).contains(&lasts) || self.iat > now.saturating_add(SKEW_SECONDS) {
            return None;
        }
        let subject = UserId::parse(&self.sub).filter(|_| is_subject(&self.sub))?;
        let guest = self.gst.as_deref().and_then(UserId::parse).filter(UserId::is_guest);
        let (session, authenticated_at) = (self.sid, self.auth_time);
        Some(Principal {
            subject,
            session,
            guest,
            authenticated_at,
            issued_at: self.iat,
            expires_at: self.exp,
        })
    }
}

/// Whether only identity can have given this name: to a user (`u:`) or to a guest (`g:`).
#[must_use]
pub fn is_subject(subject: &str) -> bool {
    UserId::parse(subject).is_some_and(|name| name.is_account() || name.is_guest())
}
