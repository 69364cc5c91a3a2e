//! The accounts of other providers that log users in.

use primitives::{Timestamp, hex};
use sha2::{Digest, Sha256};
use sql::query;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::rows::Corrupt;
use super::{IdentityStore, IdentityTx, StoreError};
use crate::domain::{Email, LINKS_MAX, ProviderIdentity, ProviderLink};

const LINK: &str = "SELECT id, user_id, issuer, subject, email, created_us FROM provider_links";

#[derive(Debug, sqlx::FromRow)]
struct LinkRow {
    id: String,
    user_id: String,
    issuer: String,
    subject: String,
    email: Option<String>,
    created_us: i64,
}

impl TryFrom<LinkRow> for ProviderLink {
    type Error = Corrupt;

    fn try_from(row: LinkRow) -> Result<Self, Corrupt> {
        let corrupt = |what| Corrupt { id: row.id.clone(), what };
        let id = |text: &str| Uuid::parse_str(text).map_err(|_| corrupt("an id that is no UUID"));
        Ok(Self {
            id: id(&row.id)?,
            user: id(&row.user_id)?,
            email: row.email.as_deref().and_then(|email| Email::parse(email).ok()),
            created_at: Timestamp::from_micros(row.created_us),
            issuer: row.issuer,
            subject: row.subject,
        })
    }
}

impl IdentityStore {
    /// The user whom this account of a provider logs in.
    pub async fn linked_user(&self, identity: &ProviderIdentity) -> Result<Option<Uuid>, StoreError> {
        let row: Option<(String,)> = query("SELECT user_id FROM provider_links WHERE identity = ?")
            .bind(key(&identity.issuer, &identity.subject))
            .fetch_optional(&mut *self.database.reader().await?)
            .await?;
        Ok(row.and_then(|(user,)| Uuid::parse_str(&user).ok()))
    }

    /// Those of a user, the oldest first.
    pub async fn provider_links(&self, user: Uuid) -> Result<Vec<ProviderLink>, StoreError> {
        let text = AssertSqlSafe(format!("{LINK} WHERE user_id = ? ORDER BY created_us, id LIMIT ?"));
        let rows: Vec<LinkRow> = query(text)
            .bind(user.to_string())
            .bind(u32::try_from(LINKS_MAX).unwrap_or(u32::MAX))
            .fetch_all(&mut *self.database.reader().await?)
            .await?;
        Ok(rows.into_iter().map(ProviderLink::try_from).collect::<Result<_, _>>()?)
    }
}

impl IdentityTx {
    /// Keeps the user as it is until this unit of work ends, and its links with it. False: there is no such user any more.
    pub async fn keep_user(&mut self, user: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        let kept = query("UPDATE users SET updated_us = ? WHERE id = ?")
            .bind(now.as_micros())
            .bind(user.to_string())
            .execute(&mut self.tx)
            .await?;
        Ok(kept == 1)
    }

    /// Whether the user has one, as this unit of work sees it.
    pub async fn has_password(&mut self, user: Uuid) -> Result<bool, StoreError> {
        let row: Option<(String,)> = query("SELECT password FROM users WHERE id = ?")
            .bind(user.to_string())
            .fetch_optional(&mut self.tx)
            .await?;
        Ok(row.is_some_and(|(password,)| !password.is_empty()))
    }

    pub async fn link_ids_of(&mut self, user: Uuid) -> Result<Vec<Uuid>, StoreError> {
        let ids: Vec<(String,)> =
            query("SELECT id FROM provider_links WHERE user_id = ? ORDER BY id LIMIT ?")
                .bind(user.to_string())
                .bind(u32::try_from(LINKS_MAX).unwrap_or(u32::MAX))
                .fetch_all(&mut self.tx)
                .await?;
        Ok(ids.into_iter().filter_map(|(id,)| Uuid::parse_str(&id).ok()).collect())
    }

    /// False: this account of the provider is linked already, and this unit of work must not be committed.
    pub async fn insert_link(&mut self, link: &ProviderLink) -> Result<bool, StoreError> {
        let inserted = query(
            "INSERT INTO provider_links (id, identity, user_id, issuer, subject, email, created_us) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(link.id.to_string())
        .bind(key(&link.issuer, &link.subject))
        .bind(link.user.to_string())
        .bind(&link.issuer)
        .bind(&link.subject)
        .bind(link.email.as_ref().map(Email::as_str))
        .bind(link.created_at.as_micros())
        .execute(&mut self.tx)
        .await;
        match inserted {
            Ok(_) => Ok(true),
            Err(error) if error.is_duplicate() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    pub async fn delete_link(&mut self, link: Uuid) -> Result<(), StoreError> {
        query("DELETE FROM provider_links WHERE id = ?").bind(link.to_string()).execute(&mut self.tx).await?;
        Ok(())
    }

    pub async fn delete_links_of(&mut self, user: Uuid) -> Result<(), StoreError> {
        query("DELETE FROM provider_links WHERE user_id = ?")
            .bind(user.to_string())
            .execute(&mut self.tx)
            .await?;
        Ok(())
    }
}

/// Engines compare texts without regard to capital letters. No issuer has a line end.
fn key(issuer: &str, subject: &str) -> String {
    hex(&Sha256::digest(format!("{issuer}\n{subject}").as_bytes()))
}
