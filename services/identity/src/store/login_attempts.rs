//! Log-ins that were begun at a provider, and have not come back.

use primitives::Timestamp;
use sql::query;
use uuid::Uuid;

use super::rows::Corrupt;
use super::{IdentityStore, StoreError};
use crate::domain::{LoginAttempt, LoginPurpose, ReturnPath};

const LOG_IN: &str = "LOG_IN";
const LINK: &str = "LINK";

#[derive(Debug, sqlx::FromRow)]
struct AttemptRow {
    id: String,
    provider: String,
    purpose: String,
    session_id: Option<String>,
    return_to: String,
    locale: String,
    expires_us: i64,
}

impl TryFrom<AttemptRow> for LoginAttempt {
    type Error = Corrupt;

    fn try_from(row: AttemptRow) -> Result<Self, Corrupt> {
        let corrupt = |what| Corrupt { id: row.id.clone(), what };
        let id = |text: &str| Uuid::parse_str(text).map_err(|_| corrupt("an id that is no UUID"));
        let session = row.session_id.as_deref().map(id).transpose()?;
        let purpose = match (row.purpose.as_str(), session) {
            (LOG_IN, guest) => LoginPurpose::LogIn { guest },
            (LINK, Some(session)) => LoginPurpose::Link { session },
            _ => return Err(corrupt("an unknown purpose")),
        };
        Ok(Self {
            id: id(&row.id)?,
            purpose,
            return_to: ReturnPath::parse(&row.return_to).map_err(|_| corrupt("a path that is none"))?,
            locale: row.locale.parse().map_err(|_| corrupt("an unknown language"))?,
            expires_at: Timestamp::from_micros(row.expires_us),
            provider: row.provider,
        })
    }
}

impl IdentityStore {
    /// In a unit of work of its own.
    pub async fn insert_attempt(&self, attempt: &LoginAttempt) -> Result<(), StoreError> {
        let (purpose, session) = match attempt.purpose {
            LoginPurpose::LogIn { guest } => (LOG_IN, guest),
            LoginPurpose::Link { session } => (LINK, Some(session)),
        };
        let mut tx = self.database.begin().await?;
        query(
            "INSERT INTO login_attempts (id, provider, purpose, session_id, return_to, locale, expires_us) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(attempt.id.to_string())
        .bind(&attempt.provider)
        .bind(purpose)
        .bind(session.map(|session| session.to_string()))
        .bind(attempt.return_to.as_str())
        .bind(attempt.locale.to_string())
        .bind(attempt.expires_at.as_micros())
        .execute(&mut tx)
        .await?;
        Ok(tx.commit_lazily().await?)
    }

    /// Takes it away, for good once this returns: of two who come back with the same, one gets it. None: there is none any more.
    pub async fn take_attempt(&self, id: Uuid) -> Result<Option<LoginAttempt>, StoreError> {
        let text = "SELECT id, provider, purpose, session_id, return_to, locale, expires_us FROM login_attempts WHERE id = ?";
        let mut tx = self.database.begin().await?;
        let row: Option<AttemptRow> = query(text).bind(id.to_string()).fetch_optional(&mut tx).await?;
        let Some(row) = row else { return Ok(None) };
        let deleted =
            query("DELETE FROM login_attempts WHERE id = ?").bind(id.to_string()).execute(&mut tx).await?;
        tx.commit().await?;
        if deleted == 1 { Ok(Some(row.try_into()?)) } else { Ok(None) }
    }
}
