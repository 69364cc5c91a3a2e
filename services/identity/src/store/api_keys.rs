//! The keys of programs.

use access::OrgRole;
use primitives::Timestamp;
use sql::query;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::rows::Corrupt;
use super::{IdentityStore, IdentityTx, StoreError};
use crate::domain::{API_KEYS_MAX, ApiKey};

const KEY: &str = "SELECT id, org_id, name, role, digest, created_us FROM api_keys WHERE revoked_us IS NULL";

#[derive(Debug, sqlx::FromRow)]
struct ApiKeyRow {
    id: String,
    org_id: String,
    name: String,
    role: String,
    digest: String,
    created_us: i64,
}

impl ApiKeyRow {
    fn read(self) -> Result<(ApiKey, String), Corrupt> {
        let corrupt = |what| Corrupt { id: self.id.clone(), what };
        let id = |text: &str| Uuid::parse_str(text).map_err(|_| corrupt("an id that is no UUID"));
        let key = ApiKey {
            id: id(&self.id)?,
            org: id(&self.org_id)?,
            role: OrgRole::named(&self.role).ok_or_else(|| corrupt("an unknown role"))?,
            created_at: Timestamp::from_micros(self.created_us),
            name: self.name,
        };
        Ok((key, self.digest))
    }
}

impl IdentityStore {
    /// One that was not revoked, with the digest of its secret.
    pub async fn api_key(&self, id: Uuid) -> Result<Option<(ApiKey, String)>, StoreError> {
        let text = AssertSqlSafe(format!("{KEY} AND id = ?"));
        let row: Option<ApiKeyRow> =
            query(text).bind(id.to_string()).fetch_optional(&mut *self.database.reader().await?).await?;
        Ok(row.map(ApiKeyRow::read).transpose()?)
    }

    /// Those of an organization that were not revoked, the oldest first.
    pub async fn api_keys(&self, org: Uuid) -> Result<Vec<ApiKey>, StoreError> {
        let text = AssertSqlSafe(format!("{KEY} AND org_id = ? ORDER BY created_us, id LIMIT ?"));
        let rows: Vec<ApiKeyRow> = query(text)
            .bind(org.to_string())
            .bind(u32::try_from(API_KEYS_MAX).unwrap_or(u32::MAX))
            .fetch_all(&mut *self.database.reader().await?)
            .await?;
        let keys = rows.into_iter().map(|row| row.read().map(|(key, _)| key));
        Ok(keys.collect::<Result<_, _>>()?)
    }

    /// Keys that were revoked since, each with when.
    pub async fn api_keys_revoked_since(
        &self,
        since: Timestamp,
    ) -> Result<Vec<(Uuid, Timestamp)>, StoreError> {
        self.revoked(
            "SELECT id, revoked_us FROM api_keys WHERE revoked_us > ? ORDER BY revoked_us DESC LIMIT ?",
            since,
        )
        .await
    }
}

impl IdentityTx {
    pub async fn count_api_keys(&mut self, org: Uuid) -> Result<usize, StoreError> {
        let (count,): (i64,) = query("SELECT COUNT(*) FROM api_keys WHERE org_id = ? AND revoked_us IS NULL")
            .bind(org.to_string())
            .fetch_one(&mut self.tx)
            .await?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    pub async fn insert_api_key(&mut self, key: &ApiKey, digest: &str) -> Result<(), StoreError> {
        query("INSERT INTO api_keys (id, org_id, name, role, digest, created_us) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(key.id.to_string())
            .bind(key.org.to_string())
            .bind(&key.name)
            .bind(key.role.name())
            .bind(digest)
            .bind(key.created_at.as_micros())
            .execute(&mut self.tx)
            .await?;
        Ok(())
    }

    /// False: the organization has no such key any more.
    pub async fn revoke_api_key(&mut self, org: Uuid, key: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        let revoked =
            query("UPDATE api_keys SET revoked_us = ? WHERE id = ? AND org_id = ? AND revoked_us IS NULL")
                .bind(now.as_micros())
                .bind(key.to_string())
                .bind(org.to_string())
                .execute(&mut self.tx)
                .await?;
        Ok(revoked == 1)
    }
}
