//! A link is asked for: to register, or to set another password. Whatever the address, the answer is the same, and so is the work.

use std::time::Duration;

use super::Identity;
use super::contention::redo_contended;
use super::error::AuthError;
use crate::domain::{Challenge, ChallengeKind, Email, Locale};
use crate::store::{MailKind, MailRecord};

/// How many links one mailbox gets in an hour. Beyond it nothing is sent.
const LINKS_PER_HOUR_MAX: u64 = 5;
const HOUR: Duration = Duration::from_secs(60 * 60);

impl Identity {
    /// No user before the link is opened: there is nothing that another could prepare in the name of the mailbox's owner.
    pub async fn register(
        &self,
        email: Email,
        name: Option<String>,
        locale: Locale,
    ) -> Result<(), AuthError> {
        let user = self.store.user_of(&email).await?;
        let (kind, mail) = match &user {
            None => (ChallengeKind::Register, MailKind::Register),
            Some(_) => (ChallengeKind::Reset, MailKind::Registered),
        };
        let challenge = self.challenge(kind, email, locale);
        self.send_link(Challenge { user: user.map(|user| user.id), name, ..challenge }, mail).await
    }

    pub async fn forgot(&self, email: Email, locale: Locale) -> Result<(), AuthError> {
        let user = self.store.user_of(&email).await?;
        let mail = if user.is_some() { MailKind::Reset } else { MailKind::NoAccount };
        let locale = user.as_ref().map_or(locale, |user| user.locale);
        let challenge = self.challenge(ChallengeKind::Reset, email, locale);
        self.send_link(Challenge { user: user.map(|user| user.id), ..challenge }, mail).await
    }

    fn challenge(&self, kind: ChallengeKind, email: Email, locale: Locale) -> Challenge {
        let now = self.now();
        Challenge {
            id: self.ids.uuid(now),
            kind,
            email,
            user: None,
            name: None,
            locale,
            created_at: now,
            expires_at: now.plus(kind.life()),
            used_at: None,
        }
    }

    async fn send_link(&self, challenge: Challenge, kind: MailKind) -> Result<(), AuthError> {
        if self.mail.is_none() {
            return Err(AuthError::NoMail);
        }
        let now = challenge.created_at;
        let sent = self.store.challenges_since(&challenge.email, now.minus(HOUR)).await?;
        if sent >= LINKS_PER_HOUR_MAX {
            tracing::info!("a mailbox gets no more links this hour");
            return Ok(());
        }
        let mail = MailRecord {
            id: self.ids.uuid(now),
            kind,
            recipient: challenge.email.clone(),
            locale: challenge.locale,
            challenge: Some(challenge.id),
            attempts: 0,
            created_at: now,
        };
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            tx.insert_challenge(&challenge).await?;
            tx.insert_mail(&mail, now).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
