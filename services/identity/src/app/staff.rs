//! Users get and lose roles in the installation; the first administrator becomes one by the token of the settings.

use access::PlatformRole;
use primitives::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::Identity;
use super::contention::redo_contended;
use super::error::AuthError;
use crate::domain::{AuditEntry, AuditObject, STAFF_MAX, StaffMember, Subject, keeps_an_admin};
use crate::store::IdentityTx;

/// Whose role is to become which; none: it is taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffChange {
    pub user: Uuid,
    pub role: Option<PlatformRole>,
    pub reason: Option<String>,
}

impl Identity {
    /// The longest there first.
    pub async fn staff(&self) -> Result<Vec<StaffMember>, AuthError> {
        Ok(self.store.staff().await?)
    }

    /// All with a role, as they are then.
    pub async fn change_staff(
        &self,
        actor: &Subject,
        change: &StaffChange,
    ) -> Result<Vec<StaffMember>, AuthError> {
        let now = self.now();
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            self.put_staff(&mut tx, actor, change, now).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        self.staff().await
    }

    /// In this unit of work, with its record and its message.
    pub(super) async fn put_staff(
        &self,
        tx: &mut IdentityTx,
        actor: &Subject,
        change: &StaffChange,
        now: Timestamp,
    ) -> Result<(), AuthError> {
        let StaffChange { user, role, .. } = *change;
        let admins = tx.lock_admins(now).await?;
        let was = tx.platform_role(user).await?;
        match was {
            None if role.is_none() => return Err(AuthError::NoMember),
            None if tx.count_staff().await? >= STAFF_MAX => {
                return Err(AuthError::TooMany("at most 200 users have a role in the installation"));
            }
            Some(was) if !keeps_an_admin(admins, was, role) => return Err(AuthError::LastOwner),
            None | Some(_) => {}
        }
        if was == role {
            return Ok(());
        }
        if !self.raise_rights(tx, user, now).await? {
            return Err(AuthError::UnknownUser);
        }
        tx.put_staff(user, role, now).await?;
        let written = |role: PlatformRole| json!({ "role": role.name() }).to_string();
        let entry = AuditEntry {
            actor,
            action: if role.is_some() { "platform_role.set" } else { "platform_role.delete" },
            object: AuditObject::User(user),
            was: was.map(written),
            is_now: role.map(written),
            reason: change.reason.clone(),
        };
        self.record(tx, entry, now).await
    }

    /// The user becomes the first administrator by the token of the settings, which is good once, for one of all who present it.
    pub async fn bootstrap(&self, actor: &Subject, token: &str) -> Result<(), AuthError> {
        let user = actor.user_id().ok_or(AuthError::NoAccount)?;
        let expected = self.bootstrap.as_ref().ok_or(AuthError::BootstrapClosed)?;
        if !expected.is_of(token) {
            return Err(AuthError::CredentialsWrong);
        }
        let now = self.now();
        let change = StaffChange {
            user,
            role: Some(PlatformRole::Admin),
            reason: Some("the token of the settings".to_owned()),
        };
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            if !tx.use_bootstrap(user, now).await? {
                return Err(AuthError::BootstrapClosed);
            }
            self.put_staff(&mut tx, actor, &change, now).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        tracing::warn!(user.id = %user, "the first administrator was made by the token of the settings");
        Ok(())
    }
}
