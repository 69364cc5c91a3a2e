//! Users get and lose roles in an organization.

use access::{ORGS_MAX, OrgRole};
use primitives::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::Identity;
use super::contention::redo_contended;
use super::error::AuthError;
use crate::domain::{AuditEntry, AuditObject, Members, Subject};
use crate::store::IdentityTx;

/// Whose role is to become which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberChange {
    pub org: Uuid,
    pub user: Uuid,
    /// None: it is taken away.
    pub role: Option<OrgRole>,
    /// The version of the members that the caller has seen; none: whichever it is.
    pub expected: Option<u64>,
    pub reason: Option<String>,
}

impl Identity {
    pub async fn members(&self, org: Uuid) -> Result<Members, AuthError> {
        self.store.members(org).await?.ok_or(AuthError::NoOrganization)
    }

    /// The members as they are then.
    pub async fn change_member(&self, actor: &Subject, change: &MemberChange) -> Result<Members, AuthError> {
        let now = self.now();
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            self.put_member(&mut tx, actor, change, now).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        self.members(change.org).await
    }

    /// In this unit of work, with its record and its message.
    pub(super) async fn put_member(
        &self,
        tx: &mut IdentityTx,
        actor: &Subject,
        change: &MemberChange,
        now: Timestamp,
    ) -> Result<(), AuthError> {
        let MemberChange { org, user, role, .. } = *change;
        let members = tx.lock_members(org, now).await?.ok_or(AuthError::NoOrganization)?;
        if change.expected.is_some_and(|expected| expected != members.version) {
            return Err(AuthError::EditConflict);
        }
        members.check(user, role)?;
        let was = members.role_of(user);
        if was == role {
            return Ok(());
        }
        if !self.raise_rights(tx, user, now).await? {
            return Err(AuthError::UnknownUser);
        }
        // Its user is locked by now, so no other organization can add it at the same time.
        if was.is_none() && tx.count_organizations_of(user).await? >= ORGS_MAX {
            return Err(AuthError::TooMany("one user has a role in at most 16 organizations"));
        }
        tx.put_member(org, user, role, now).await?;
        let written = |role: OrgRole| json!({ "userId": user, "role": role.name() }).to_string();
        let entry = AuditEntry {
            actor,
            action: if role.is_some() { "member.set" } else { "member.delete" },
            object: AuditObject::Organization(org),
            was: was.map(written),
            is_now: role.map(written),
            reason: change.reason.clone(),
        };
        self.record(tx, entry, now).await
    }
}
