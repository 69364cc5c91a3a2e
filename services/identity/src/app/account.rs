//! An account is read, changed and deleted by its user.

use access::ORGS_MAX;
use primitives::Timestamp;
use uuid::Uuid;

use super::Identity;
use super::contention::redo_contended;
use super::end_sessions::Ending;
use super::error::AuthError;
use super::login_refusal::LoginRefusal;
use super::members::MemberChange;
use super::staff::StaffChange;
use crate::domain::{EndReason, Locale, Password, Subject, User};
use crate::store::{IdentityTx, MailKind, MailRecord};

/// What is to be changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountChange {
    pub name: Option<String>,
    pub locale: Option<Locale>,
    /// The one until now, and the new one.
    pub password: Option<(Password, Password)>,
}

impl Identity {
    pub async fn account(&self, subject: &Subject) -> Result<User, AuthError> {
        let user = subject.user_id().ok_or(AuthError::NoAccount)?;
        self.store.user(user).await?.ok_or(AuthError::NoAccount)
    }

    /// With another password all sessions end but `session`, which it was changed from.
    pub async fn change_account(
        &self,
        subject: &Subject,
        session: Uuid,
        change: AccountChange,
    ) -> Result<User, AuthError> {
        let before = self.account(subject).await?;
        let password = match change.password {
            Some((current, new)) => {
                self.authenticate(&before.email, current).await?;
                Some(self.digest_of(new).await?)
            }
            None => None,
        };
        let user = User {
            name: change.name.or(before.name),
            locale: change.locale.unwrap_or(before.locale),
            ..before
        };
        let now = self.now();
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            if !tx.update_user(&user, now).await? {
                return Err(AuthError::NoAccount);
            }
            if let Some(password) = &password {
                tx.set_password(user.id, password.as_str(), now).await?;
                let ending = Ending { subject, reason: EndReason::PasswordChanged, now };
                self.end_others(&mut tx, Some(session), ending).await?;
                tx.insert_mail(&self.password_changed(&user, now), now).await?;
            }
            Ok(tx.commit().await?)
        })
        .await?;
        Ok(user)
    }

    /// With it goes all that names its user here, but for the records of the audit. Orders keep the id, which names no one any more. `password`:
    /// none, of a user who has none.
    pub async fn delete_account(
        &self,
        subject: &Subject,
        session: Uuid,
        password: Option<Password>,
    ) -> Result<(), AuthError> {
        let user = self.account(subject).await?;
        match password {
            Some(password) => drop(self.authenticate(&user.email, password).await?),
            None => self.demand_recent_login(&user, session).await?,
        }
        let now = self.now();
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            self.give_up_roles(&mut tx, user.id, now).await?;
            let ending = Ending { subject, reason: EndReason::AccountDeleted, now };
            self.end_others(&mut tx, None, ending).await?;
            tx.delete_user(user.id).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// What proves a user who has no password.
    async fn demand_recent_login(&self, user: &User, session: Uuid) -> Result<(), AuthError> {
        if self.store.password(user.id).await?.is_some() {
            return Err(AuthError::CredentialsWrong);
        }
        let session = self.store.session(session).await?;
        let is_recent = session.is_some_and(|session| session.is_recent(self.now()));
        if is_recent { Ok(()) } else { Err(LoginRefusal::LogInAgain.into()) }
    }

    /// Not those of a last owner, nor of the last administrator: then the account stays.
    async fn give_up_roles(&self, tx: &mut IdentityTx, user: Uuid, now: Timestamp) -> Result<(), AuthError> {
        let (actor, limit) = (Subject::user(user), u32::try_from(ORGS_MAX).unwrap_or(u32::MAX));
        for org in tx.organization_ids_of(user, limit).await? {
            let change = MemberChange { org, user, role: None, expected: None, reason: None };
            self.put_member(tx, &actor, &change, now).await?;
        }
        if tx.platform_role(user).await?.is_some() {
            let change = StaffChange { user, role: None, reason: None };
            self.put_staff(tx, &actor, &change, now).await?;
        }
        Ok(())
    }

    fn password_changed(&self, user: &User, now: Timestamp) -> MailRecord {
        MailRecord {
            id: self.ids.uuid(now),
            kind: MailKind::PasswordChanged,
            recipient: user.email.clone(),
            locale: user.locale,
            challenge: None,
            attempts: 0,
            created_at: now,
        }
    }
}
