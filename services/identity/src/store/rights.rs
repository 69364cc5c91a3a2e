//! What the roles of a user are, and how often they have changed.

use access::{ORGS_MAX, OrgRole, PlatformRole, Rights};
use primitives::Timestamp;
use sql::query;
use uuid::Uuid;

use super::{IdentityStore, IdentityTx, StoreError};

/// How many users are listed whose roles have changed: the newest. Older tokens of one beyond it live until they expire.
const CHANGED_MAX: u32 = 50_000;

/// A user, the version of its rights, and when they have changed last.
pub type ChangedUser = (Uuid, u64, Timestamp);

impl IdentityStore {
    /// The version first: where the roles change meanwhile, a token says the new ones under an old version, and is refused.
    pub async fn rights(&self, user: Uuid) -> Result<Rights, StoreError> {
        let (user, mut reader) = (user.to_string(), self.database.reader().await?);
        let version: Option<(i64,)> =
            query("SELECT rights FROM users WHERE id = ?").bind(&user).fetch_optional(&mut reader).await?;
        let orgs: Vec<(String, String)> =
            query("SELECT org_id, role FROM members WHERE user_id = ? ORDER BY org_id LIMIT ?")
                .bind(&user)
                .bind(u32::try_from(ORGS_MAX).unwrap_or(u32::MAX))
                .fetch_all(&mut reader)
                .await?;
        let platform: Option<(String,)> = query("SELECT role FROM platform_roles WHERE user_id = ?")
            .bind(&user)
            .fetch_optional(&mut reader)
            .await?;
        drop(reader);
        // A token cannot be called back: a power cut must not undo what it says.
        self.database.durable().await?;
        // A role that this version does not know gives no right.
        let orgs =
            orgs.iter().filter_map(|(org, role)| Some((Uuid::parse_str(org).ok()?, OrgRole::named(role)?)));
        Ok(Rights {
            version: version.map_or(0, |(version,)| u64::try_from(version).unwrap_or(0)),
            orgs: orgs.collect(),
            platform: platform.and_then(|(role,)| PlatformRole::named(&role)),
        })
    }

    /// Users whose roles have changed since, the last first.
    pub async fn rights_changed_since(&self, since: Timestamp) -> Result<Vec<ChangedUser>, StoreError> {
        let rows: Vec<(String, i64, i64)> = query(
            "SELECT id, rights, rights_us FROM users WHERE rights_us > ? ORDER BY rights_us DESC LIMIT ?",
        )
        .bind(since.as_micros())
        .bind(CHANGED_MAX)
        .fetch_all(&mut *self.database.reader().await?)
        .await?;
        let changed = rows.into_iter().filter_map(|(user, version, at)| {
            let version = u64::try_from(version).ok()?;
            Some((Uuid::parse_str(&user).ok()?, version, Timestamp::from_micros(at)))
        });
        Ok(changed.collect())
    }
}

impl IdentityTx {
    /// The next version of the rights of this user, whose other changes wait for the end of this unit of work. None: there is no such user.
    pub async fn raise_rights(&mut self, user: Uuid, now: Timestamp) -> Result<Option<u64>, StoreError> {
        let user = user.to_string();
        let raised = query("UPDATE users SET rights = rights + 1, rights_us = ? WHERE id = ?")
            .bind(now.as_micros())
            .bind(&user)
            .execute(&mut self.tx)
            .await?;
        if raised == 0 {
            return Ok(None);
        }
        let (version,): (i64,) =
            query("SELECT rights FROM users WHERE id = ?").bind(&user).fetch_one(&mut self.tx).await?;
        Ok(u64::try_from(version).ok())
    }
}
