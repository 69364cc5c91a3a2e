//! Users, sessions and challenges as rows and back.

use primitives::Timestamp;
use uuid::Uuid;

use super::StoreError;
use crate::domain::{Challenge, ChallengeKind, Email, FormerGuest, Locale, Method, Session, Subject, User};

/// A row that no version of this program can have written.
#[derive(Debug, thiserror::Error)]
#[error("the record {id} has {what}")]
pub(super) struct Corrupt {
    pub(super) id: String,
    pub(super) what: &'static str,
}

impl From<Corrupt> for StoreError {
    fn from(corrupt: Corrupt) -> Self {
        Self::Corrupt(corrupt.into())
    }
}

pub(super) const USER: &str = "SELECT id, email, name, locale, created_us FROM users";

#[derive(Debug, sqlx::FromRow)]
pub(super) struct UserRow {
    id: String,
    email: String,
    name: Option<String>,
    locale: String,
    created_us: i64,
}

impl TryFrom<UserRow> for User {
    type Error = Corrupt;

    fn try_from(row: UserRow) -> Result<Self, Corrupt> {
        let corrupt = |what| Corrupt { id: row.id.clone(), what };
        Ok(Self {
            id: Uuid::parse_str(&row.id).map_err(|_| corrupt("an id that is no UUID"))?,
            email: Email::parse(&row.email).map_err(|_| corrupt("an address that is none"))?,
            locale: row.locale.parse().map_err(|_| corrupt("an unknown language"))?,
            created_at: Timestamp::from_micros(row.created_us),
            name: row.name,
        })
    }
}

pub(super) const SESSION: &str = "SELECT id, subject, nonce, seq, guest, guest_until_us, method, agent, network, created_us, confirmed_us, rotated_us, ends_us, ended_us FROM sessions";

#[derive(Debug, sqlx::FromRow)]
pub(super) struct SessionRow {
    id: String,
    subject: String,
    nonce: String,
    seq: i64,
    guest: Option<String>,
    /// Absent in rows of the version before, whose sessions name no guest any more.
    guest_until_us: Option<i64>,
    method: String,
    agent: String,
    network: String,
    created_us: i64,
    /// Absent before the password is given again.
    confirmed_us: Option<i64>,
    rotated_us: i64,
    ends_us: i64,
    ended_us: Option<i64>,
}

impl TryFrom<SessionRow> for Session {
    type Error = Corrupt;

    fn try_from(row: SessionRow) -> Result<Self, Corrupt> {
        let corrupt = |what| Corrupt { id: row.id.clone(), what };
        let guest = match row.guest.as_deref().zip(row.guest_until_us) {
            Some((guest, until)) => Some(FormerGuest {
                subject: Subject::parse(guest).ok_or_else(|| corrupt("a guest that is none"))?,
                until: Timestamp::from_micros(until),
            }),
            None => None,
        };
        Ok(Self {
            id: Uuid::parse_str(&row.id).map_err(|_| corrupt("an id that is no UUID"))?,
            subject: Subject::parse(&row.subject).ok_or_else(|| corrupt("a subject that is none"))?,
            seq: u64::try_from(row.seq).map_err(|_| corrupt("a negative number"))?,
            method: method(&row.method).ok_or_else(|| corrupt("an unknown method"))?,
            guest,
            created_at: Timestamp::from_micros(row.created_us),
            authenticated_at: Timestamp::from_micros(row.confirmed_us.unwrap_or(row.created_us)),
            rotated_at: Timestamp::from_micros(row.rotated_us),
            ends_at: Timestamp::from_micros(row.ends_us),
            ended_at: row.ended_us.map(Timestamp::from_micros),
            nonce: row.nonce,
            agent: row.agent,
            network: row.network,
        })
    }
}

fn method(name: &str) -> Option<Method> {
    [Method::Password, Method::Guest, Method::Provider].into_iter().find(|method| method.name() == name)
}

pub(super) const CHALLENGE: &str =
    "SELECT id, kind, email, user_id, name, locale, created_us, expires_us, used_us FROM challenges";

#[derive(Debug, sqlx::FromRow)]
pub(super) struct ChallengeRow {
    id: String,
    kind: String,
    email: String,
    user_id: Option<String>,
    name: Option<String>,
    locale: String,
    created_us: i64,
    expires_us: i64,
    used_us: Option<i64>,
}

impl TryFrom<ChallengeRow> for Challenge {
    type Error = Corrupt;

    fn try_from(row: ChallengeRow) -> Result<Self, Corrupt> {
        let corrupt = |what| Corrupt { id: row.id.clone(), what };
        let uuid = |text: &str| Uuid::parse_str(text).map_err(|_| corrupt("an id that is no UUID"));
        let kinds = [ChallengeKind::Register, ChallengeKind::Reset];
        Ok(Self {
            id: uuid(&row.id)?,
            kind: kinds
                .into_iter()
                .find(|kind| kind_name(*kind) == row.kind)
                .ok_or_else(|| corrupt("an unknown kind"))?,
            email: Email::parse(&row.email).map_err(|_| corrupt("an address that is none"))?,
            user: row.user_id.as_deref().map(uuid).transpose()?,
            locale: row.locale.parse::<Locale>().map_err(|_| corrupt("an unknown language"))?,
            created_at: Timestamp::from_micros(row.created_us),
            expires_at: Timestamp::from_micros(row.expires_us),
            used_at: row.used_us.map(Timestamp::from_micros),
            name: row.name,
        })
    }
}

pub(super) fn kind_name(kind: ChallengeKind) -> &'static str {
    match kind {
        ChallengeKind::Register => "REGISTER",
        ChallengeKind::Reset => "RESET",
    }
}
