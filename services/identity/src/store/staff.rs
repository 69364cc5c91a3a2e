//! Roles in the installation, and the token that makes the first administrator.

use access::PlatformRole;
use primitives::Timestamp;
use sql::query;
use uuid::Uuid;

use super::rows::Corrupt;
use super::{IdentityStore, IdentityTx, StoreError};
use crate::domain::{STAFF_MAX, StaffMember};

const FIRST_ADMIN: &str = "FIRST_ADMIN";

fn member((user, role, since_us): (String, String, i64)) -> Result<StaffMember, Corrupt> {
    let corrupt = |what| Corrupt { id: user.clone(), what };
    Ok(StaffMember {
        user: Uuid::parse_str(&user).map_err(|_| corrupt("an id that is no UUID"))?,
        role: PlatformRole::named(&role).ok_or_else(|| corrupt("an unknown role"))?,
        since: Timestamp::from_micros(since_us),
    })
}

impl IdentityStore {
    /// The longest there first.
    pub async fn staff(&self) -> Result<Vec<StaffMember>, StoreError> {
        let rows: Vec<(String, String, i64)> =
            query("SELECT user_id, role, since_us FROM platform_roles ORDER BY since_us, user_id LIMIT ?")
                .bind(u32::try_from(STAFF_MAX).unwrap_or(u32::MAX))
                .fetch_all(&mut *self.database.reader().await?)
                .await?;
        Ok(rows.into_iter().map(member).collect::<Result<_, _>>()?)
    }
}

impl IdentityTx {
    /// Other units of work that change who is an administrator wait for the end of this unit of work. How many there are.
    pub async fn lock_admins(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        let locked = query("UPDATE platform_roles SET touched_us = ? WHERE role = ?")
            .bind(now.as_micros())
            .bind(PlatformRole::Admin.name())
            .execute(&mut self.tx)
            .await?;
        Ok(locked)
    }

    pub async fn platform_role(&mut self, user: Uuid) -> Result<Option<PlatformRole>, StoreError> {
        let row: Option<(String,)> = query("SELECT role FROM platform_roles WHERE user_id = ?")
            .bind(user.to_string())
            .fetch_optional(&mut self.tx)
            .await?;
        Ok(row.and_then(|(role,)| PlatformRole::named(&role)))
    }

    pub async fn count_staff(&mut self) -> Result<usize, StoreError> {
        let (count,): (i64,) = query("SELECT COUNT(*) FROM platform_roles").fetch_one(&mut self.tx).await?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Gives the user this role; none takes it away.
    pub async fn put_staff(
        &mut self,
        user: Uuid,
        role: Option<PlatformRole>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let user = user.to_string();
        let Some(role) = role else {
            let delete = query("DELETE FROM platform_roles WHERE user_id = ?");
            delete.bind(&user).execute(&mut self.tx).await?;
            return Ok(());
        };
        let updated = query("UPDATE platform_roles SET role = ? WHERE user_id = ?")
            .bind(role.name())
            .bind(&user)
            .execute(&mut self.tx)
            .await?;
        if updated == 0 {
            query("INSERT INTO platform_roles (user_id, role, since_us, touched_us) VALUES (?, ?, ?, ?)")
                .bind(&user)
                .bind(role.name())
                .bind(now.as_micros())
                .bind(now.as_micros())
                .execute(&mut self.tx)
                .await?;
        }
        Ok(())
    }

    /// False: the token of the settings was used before, and this unit of work must not be committed. Of many at once one is the first.
    pub async fn use_bootstrap(&mut self, user: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        let inserted = query("INSERT INTO bootstraps (id, user_id, used_us) VALUES (?, ?, ?)")
            .bind(FIRST_ADMIN)
            .bind(user.to_string())
            .bind(now.as_micros())
            .execute(&mut self.tx)
            .await;
        match inserted {
            Ok(_) => Ok(true),
            Err(error) if error.is_duplicate() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
