//! Organizations and their members.

use access::OrgRole;
use primitives::Timestamp;
use sql::{Connection, DbError, query};
use uuid::Uuid;

use super::rows::Corrupt;
use super::{IdentityStore, IdentityTx, StoreError};
use crate::domain::{MEMBERS_MAX, Member, Members, Organization};

#[derive(Debug, sqlx::FromRow)]
struct OrganizationRow {
    id: String,
    name: String,
    created_us: i64,
    role: String,
}

impl OrganizationRow {
    fn read(self) -> Result<(Organization, OrgRole), Corrupt> {
        let corrupt = |what| Corrupt { id: self.id.clone(), what };
        let id = Uuid::parse_str(&self.id).map_err(|_| corrupt("an id that is no UUID"))?;
        let role = OrgRole::named(&self.role).ok_or_else(|| corrupt("an unknown role"))?;
        let created_at = Timestamp::from_micros(self.created_us);
        Ok((Organization { id, name: self.name, created_at }, role))
    }
}

fn member((user, role, since_us): (String, String, i64)) -> Result<Member, Corrupt> {
    let corrupt = |what| Corrupt { id: user.clone(), what };
    Ok(Member {
        user: Uuid::parse_str(&user).map_err(|_| corrupt("an id that is no UUID"))?,
        role: OrgRole::named(&role).ok_or_else(|| corrupt("an unknown role"))?,
        since: Timestamp::from_micros(since_us),
    })
}

async fn version(on: &mut Connection, org: Uuid) -> Result<Option<u64>, StoreError> {
    let row: Option<(i64,)> = query("SELECT version FROM organizations WHERE id = ?")
        .bind(org.to_string())
        .fetch_optional(on)
        .await?;
    Ok(row.map(|(version,)| u64::try_from(version).unwrap_or(0)))
}

async fn list(on: &mut Connection, org: Uuid) -> Result<Vec<Member>, StoreError> {
    // One more than there may be, so that a limit that was lowered is noticed.
    let limit = u32::try_from(MEMBERS_MAX + 1).unwrap_or(u32::MAX);
    let rows: Vec<(String, String, i64)> = query(
        "SELECT user_id, role, since_us FROM members WHERE org_id = ? ORDER BY since_us, user_id LIMIT ?",
    )
    .bind(org.to_string())
    .bind(limit)
    .fetch_all(on)
    .await?;
    Ok(rows.into_iter().map(member).collect::<Result<_, _>>()?)
}

async fn insert(on: &mut Connection, organization: &Organization) -> Result<u64, DbError> {
    query("INSERT INTO organizations (id, name, version, created_us, touched_us) VALUES (?, ?, 0, ?, ?)")
        .bind(organization.id.to_string())
        .bind(&organization.name)
        .bind(organization.created_at.as_micros())
        .bind(organization.created_at.as_micros())
        .execute(on)
        .await
}

impl IdentityStore {
    /// Without a member. Where it is there already, nothing changes: another instance may have been faster.
    pub async fn plant_organization(&self, organization: &Organization) -> Result<(), StoreError> {
        let mut tx = self.database.begin().await?;
        match insert(&mut tx, organization).await {
            Ok(_) => Ok(tx.commit().await?),
            Err(error) if error.is_duplicate() => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Those where the user has a role, by name, no more than `limit`.
    pub async fn organizations_of(
        &self,
        user: Uuid,
        limit: u32,
    ) -> Result<Vec<(Organization, OrgRole)>, StoreError> {
        let rows: Vec<OrganizationRow> = query(
            "SELECT o.id, o.name, o.created_us, m.role FROM members AS m JOIN organizations AS o ON o.id = m.org_id \
             WHERE m.user_id = ? ORDER BY o.name, o.id LIMIT ?",
        )
        .bind(user.to_string())
        .bind(limit)
        .fetch_all(&mut *self.database.reader().await?)
        .await?;
        Ok(rows.into_iter().map(OrganizationRow::read).collect::<Result<_, _>>()?)
    }

    /// The version first: what is changed between the two reads is refused then, and never undone unseen. None: no such organization.
    pub async fn members(&self, org: Uuid) -> Result<Option<Members>, StoreError> {
        let mut reader = self.database.reader().await?;
        let Some(version) = version(&mut reader, org).await? else { return Ok(None) };
        Ok(Some(Members { version, list: list(&mut reader, org).await? }))
    }

    pub async fn has_organization(&self, org: Uuid) -> Result<bool, StoreError> {
        Ok(version(&mut *self.database.reader().await?, org).await?.is_some())
    }
}

impl IdentityTx {
    pub async fn insert_organization(&mut self, organization: &Organization) -> Result<(), StoreError> {
        insert(&mut self.tx, organization).await?;
        Ok(())
    }

    pub async fn count_organizations(&mut self) -> Result<u64, StoreError> {
        let (count,): (i64,) = query("SELECT COUNT(*) FROM organizations").fetch_one(&mut self.tx).await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Other changes of the same organization wait for the end of this unit of work. Its members as they are then; none: there is no such
    /// organization.
    pub async fn lock_members(&mut self, org: Uuid, now: Timestamp) -> Result<Option<Members>, StoreError> {
        if !self.lock_organization(org, now).await? {
            return Ok(None);
        }
        let version = version(&mut self.tx, org).await?.unwrap_or(0);
        Ok(Some(Members { version, list: list(&mut self.tx, org).await? }))
    }

    /// False: there is no such organization.
    pub async fn lock_organization(&mut self, org: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        let locked = query("UPDATE organizations SET touched_us = ? WHERE id = ?")
            .bind(now.as_micros())
            .bind(org.to_string())
            .execute(&mut self.tx)
            .await?;
        Ok(locked == 1)
    }

    /// In how many organizations a user has a role.
    pub async fn count_organizations_of(&mut self, user: Uuid) -> Result<usize, StoreError> {
        let (count,): (i64,) = query("SELECT COUNT(*) FROM members WHERE user_id = ?")
            .bind(user.to_string())
            .fetch_one(&mut self.tx)
            .await?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// By ascending id: in one order for all units of work, so that no two deadlock.
    pub async fn organization_ids_of(&mut self, user: Uuid, limit: u32) -> Result<Vec<Uuid>, StoreError> {
        let ids: Vec<(String,)> =
            query("SELECT org_id FROM members WHERE user_id = ? ORDER BY org_id LIMIT ?")
                .bind(user.to_string())
                .bind(limit)
                .fetch_all(&mut self.tx)
                .await?;
        Ok(ids.into_iter().filter_map(|(id,)| Uuid::parse_str(&id).ok()).collect())
    }

    /// Gives the user this role; none takes it away. Its organization is locked.
    pub async fn put_member(
        &mut self,
        org: Uuid,
        user: Uuid,
        role: Option<OrgRole>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (org, user) = (org.to_string(), user.to_string());
        let Some(role) = role else {
            let delete = query("DELETE FROM members WHERE org_id = ? AND user_id = ?");
            delete.bind(&org).bind(&user).execute(&mut self.tx).await?;
            return self.raise_version(&org).await;
        };
        let updated = query("UPDATE members SET role = ? WHERE org_id = ? AND user_id = ?")
            .bind(role.name())
            .bind(&org)
            .bind(&user)
            .execute(&mut self.tx)
            .await?;
        if updated == 0 {
            query("INSERT INTO members (org_id, user_id, role, since_us) VALUES (?, ?, ?, ?)")
                .bind(&org)
                .bind(&user)
                .bind(role.name())
                .bind(now.as_micros())
                .execute(&mut self.tx)
                .await?;
        }
        self.raise_version(&org).await
    }

    async fn raise_version(&mut self, org: &str) -> Result<(), StoreError> {
        let raise = query("UPDATE organizations SET version = version + 1 WHERE id = ?");
        raise.bind(org).execute(&mut self.tx).await?;
        Ok(())
    }
}
