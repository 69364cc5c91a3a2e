//! An organization is made, with its first owner; and in a demo that of its season, whose members an administrator appoints.

use access::{ORGS_MAX, OrgRole};
use contracts::demo;
use serde_json::json;
use uuid::Uuid;

use super::Identity;
use super::contention::redo_contended;
use super::error::AuthError;
use super::members::MemberChange;
use crate::domain::{AuditEntry, AuditObject, Organization, Subject};

const ORGANIZATIONS_MAX: u64 = 10_000;
const OF_DEMO: &str = "Holdfast Demo Season";

impl Identity {
    pub async fn make_organization(
        &self,
        actor: &Subject,
        name: String,
        owner: Uuid,
    ) -> Result<Organization, AuthError> {
        let now = self.now();
        let organization = Organization { id: self.ids.uuid(now), name, created_at: now };
        let (id, is_now) = (organization.id, json!({ "name": organization.name }).to_string());
        let first =
            MemberChange { org: id, user: owner, role: Some(OrgRole::Owner), expected: None, reason: None };
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            if tx.count_organizations().await? >= ORGANIZATIONS_MAX {
                return Err(AuthError::TooMany("there are as many organizations as there may be"));
            }
            tx.insert_organization(&organization).await?;
            let entry = AuditEntry {
                actor,
                action: "organization.make",
                object: AuditObject::Organization(id),
                was: None,
                is_now: Some(is_now.clone()),
                reason: None,
            };
            self.record(&mut tx, entry, now).await?;
            self.put_member(&mut tx, actor, &first, now).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        tracing::info!(org.id = %id, "an organization was made");
        Ok(organization)
    }

    /// At each start of a demo. It has no member: an administrator appoints the first.
    pub async fn plant_demo_organization(&self) -> Result<(), AuthError> {
        let (id, name) = (demo::ORGANIZATION, OF_DEMO.to_owned());
        Ok(self.store.plant_organization(&Organization { id, name, created_at: self.now() }).await?)
    }

    /// Those where this user has a role, by name.
    pub async fn organizations_of(&self, user: &Subject) -> Result<Vec<(Organization, OrgRole)>, AuthError> {
        let user = user.user_id().ok_or(AuthError::NoAccount)?;
        Ok(self.store.organizations_of(user, u32::try_from(ORGS_MAX).unwrap_or(u32::MAX)).await?)
    }

    pub(super) async fn known_organization(&self, org: Uuid) -> Result<(), AuthError> {
        if self.store.has_organization(org).await? { Ok(()) } else { Err(AuthError::NoOrganization) }
    }
}
