//! The accounts of other providers that log a user in: linked by the user alone, and taken away again.

use primitives::Timestamp;
use uuid::Uuid;

use super::Identity;
use super::contention::redo_contended;
use super::error::AuthError;
use super::login_refusal::LoginRefusal;
use crate::domain::{LINKS_MAX, LoginDecision, ProviderIdentity, ProviderLink, Subject, User, keeps_a_login};
use crate::store::{MailKind, MailRecord};

/// How a user can log in.
#[derive(Debug, Clone)]
pub struct WaysToLogIn {
    pub has_password: bool,
    /// Each with the title of its provider, which may be none of the settings any more.
    pub links: Vec<(ProviderLink, Option<String>)>,
}

impl Identity {
    pub async fn ways_to_log_in(&self, subject: &Subject) -> Result<WaysToLogIn, AuthError> {
        let user = self.account(subject).await?;
        let has_password = self.store.password(user.id).await?.is_some();
        let links = self.store.provider_links(user.id).await?.into_iter();
        let titled = links.map(|link| {
            let provider = self.providers.iter().find(|provider| provider.issuer() == link.issuer);
            let title = provider.map(|provider| provider.title().to_owned());
            (link, title)
        });
        Ok(WaysToLogIn { has_password, links: titled.collect() })
    }

    /// By the user whose session has begun it, and while that session lasts. Its user gets a mail.
    pub(super) async fn link_to(&self, identity: &ProviderIdentity, session: Uuid) -> Result<(), AuthError> {
        let session = self.store.session(session).await?;
        let session = session.filter(|session| session.is_live(self.now())).ok_or(AuthError::SessionEnded)?;
        let user = self.account(&session.subject).await?;
        match self.decision(identity, Some(user.id)).await? {
            LoginDecision::Link(_) => self.insert_link(identity, &user).await,
            LoginDecision::AlreadyLinked => Ok(()),
            LoginDecision::LinkTaken
            | LoginDecision::LogIn(_)
            | LoginDecision::MakeUser(_)
            | LoginDecision::LinkRequired
            | LoginDecision::EmailUnverified => Err(LoginRefusal::LinkTaken.into()),
        }
    }

    async fn insert_link(&self, identity: &ProviderIdentity, user: &User) -> Result<(), AuthError> {
        let now = self.now();
        let (link, mail) = (self.new_link(identity, user.id, now), self.provider_linked(user, now));
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            if !tx.keep_user(user.id, now).await? {
                return Err(AuthError::NoAccount);
            }
            if tx.link_ids_of(user.id).await?.len() >= LINKS_MAX {
                return Err(AuthError::TooMany("a user links at most 10 accounts of providers"));
            }
            if !tx.insert_link(&link).await? {
                return Err(LoginRefusal::LinkTaken.into());
            }
            tx.insert_mail(&mail, now).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        tracing::info!(user.id = %user.id, link.id = %link.id, "a provider was linked");
        Ok(())
    }

    /// One that the user has not is none any more: the same answer. Not the last way to log in.
    pub async fn delete_link(&self, subject: &Subject, link: Uuid) -> Result<(), AuthError> {
        let user = self.account(subject).await?;
        let now = self.now();
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            if !tx.keep_user(user.id, now).await? {
                return Err(AuthError::NoAccount);
            }
            let links = tx.link_ids_of(user.id).await?;
            if !links.contains(&link) {
                return Ok(());
            }
            if !keeps_a_login(tx.has_password(user.id).await?, links.len()) {
                return Err(LoginRefusal::LastLogin.into());
            }
            tx.delete_link(link).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    pub(super) fn new_link(&self, identity: &ProviderIdentity, user: Uuid, now: Timestamp) -> ProviderLink {
        ProviderLink {
            id: self.ids.uuid(now),
            user,
            issuer: identity.issuer.clone(),
            subject: identity.subject.clone(),
            email: identity.verified_email.clone(),
            created_at: now,
        }
    }

    fn provider_linked(&self, user: &User, now: Timestamp) -> MailRecord {
        MailRecord {
            id: self.ids.uuid(now),
            kind: MailKind::ProviderLinked,
            recipient: user.email.clone(),
            locale: user.locale,
            challenge: None,
            attempts: 0,
            created_at: now,
        }
    }
}
