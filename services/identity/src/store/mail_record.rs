//! A mail that has to be sent, as a row and back.

use primitives::Timestamp;
use sql::{Transaction, query};
use uuid::Uuid;

use super::StoreError;
use crate::domain::{Email, Locale};

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailKind {
    /// With the link that makes the user.
    Register,
    /// To someone who registers again: with a link that sets another password.
    Registered,
    /// With the link that sets another password.
    Reset,
    /// To an address without a user, where another password was asked for.
    NoAccount,
    /// A refresh token of the user was used twice.
    SessionReused,
    PasswordChanged,
    /// The account of another provider logs the user in from now on.
    ProviderLinked,
}

impl MailKind {
    const ALL: [Self; 7] = [
        Self::Register,
        Self::Registered,
        Self::Reset,
        Self::NoAccount,
        Self::SessionReused,
        Self::PasswordChanged,
        Self::ProviderLinked,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Register => "REGISTER",
            Self::Registered => "REGISTERED",
            Self::Reset => "RESET",
            Self::NoAccount => "NO_ACCOUNT",
            Self::SessionReused => "SESSION_REUSED",
            Self::PasswordChanged => "PASSWORD_CHANGED",
            Self::ProviderLinked => "PROVIDER_LINKED",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRecord {
    pub id: Uuid,
    pub kind: MailKind,
    pub recipient: Email,
    pub locale: Locale,
    /// Whose link is in it.
    pub challenge: Option<Uuid>,
    pub attempts: u32,
    pub created_at: Timestamp,
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct MailRow {
    pub(super) id: String,
    kind: String,
    recipient: String,
    locale: String,
    challenge: Option<String>,
    attempts: i64,
    created_us: i64,
}

impl MailRow {
    pub(super) fn record(self) -> Option<MailRecord> {
        Some(MailRecord {
            id: Uuid::parse_str(&self.id).ok()?,
            kind: MailKind::ALL.into_iter().find(|kind| kind.name() == self.kind)?,
            recipient: Email::parse(&self.recipient).ok()?,
            locale: self.locale.parse().ok()?,
            challenge: self.challenge.as_deref().and_then(|id| Uuid::parse_str(id).ok()),
            attempts: u32::try_from(self.attempts).unwrap_or(u32::MAX),
            created_at: Timestamp::from_micros(self.created_us),
        })
    }
}

pub(super) async fn insert(
    tx: &mut Transaction,
    mail: &MailRecord,
    now: Timestamp,
) -> Result<(), StoreError> {
    query("INSERT INTO mails (id, kind, recipient, locale, challenge, attempts, due_us, created_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(mail.id.to_string())
        .bind(mail.kind.name())
        .bind(mail.recipient.as_str())
        .bind(mail.locale.to_string())
        .bind(mail.challenge.map(|id| id.to_string()))
        .bind(mail.attempts)
        .bind(now.as_micros())
        .bind(mail.created_at.as_micros())
        .execute(tx)
        .await?;
    Ok(())
}
