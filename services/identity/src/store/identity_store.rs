//! Reading, beginning units of work, and deleting what is over.

use std::time::Duration;

use primitives::Timestamp;
use sql::{Database, List, query};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::rows::{CHALLENGE, ChallengeRow, SESSION, SessionRow, USER, UserRow};
use super::{IdentityTx, StoreError};
use crate::domain::{Challenge, Email, Session, Subject, User};

/// How many rows one transaction deletes: others wait for the writer meanwhile.
const SLICE: u32 = 500;
/// So long a row that is over can still be read, by people.
const KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// How many sessions that have ended are listed: the newest. A token of one beyond it lives until it expires.
const ENDED_MAX: u32 = 50_000;

/// Cheap to clone. Reads show what was last committed, and change nothing.
#[derive(Debug, Clone)]
pub struct IdentityStore {
    pub(super) database: Database,
}

impl IdentityStore {
    /// Of a database that was opened with [`super::MIGRATOR`].
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// Begins a unit of work. Dropped without a commit, it never happened.
    pub async fn begin(&self) -> Result<IdentityTx, StoreError> {
        Ok(IdentityTx::new(self.database.begin().await?))
    }

    pub async fn user(&self, id: Uuid) -> Result<Option<User>, StoreError> {
        let text = AssertSqlSafe(format!("{USER} WHERE id = ?"));
        let row: Option<UserRow> =
            query(text).bind(id.to_string()).fetch_optional(&mut *self.database.reader().await?).await?;
        Ok(row.map(User::try_from).transpose()?)
    }

    pub async fn user_of(&self, email: &Email) -> Result<Option<User>, StoreError> {
        let text = AssertSqlSafe(format!("{USER} WHERE email = ?"));
        let row: Option<UserRow> =
            query(text).bind(email.as_str()).fetch_optional(&mut *self.database.reader().await?).await?;
        Ok(row.map(User::try_from).transpose()?)
    }

    /// The digest of a user's password; none of a user who has none, or is no more.
    pub async fn password(&self, user: Uuid) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = query("SELECT password FROM users WHERE id = ?")
            .bind(user.to_string())
            .fetch_optional(&mut *self.database.reader().await?)
            .await?;
        Ok(row.map(|(password,)| password).filter(|password| !password.is_empty()))
    }

    pub async fn session(&self, id: Uuid) -> Result<Option<Session>, StoreError> {
        let text = AssertSqlSafe(format!("{SESSION} WHERE id = ?"));
        let row: Option<SessionRow> =
            query(text).bind(id.to_string()).fetch_optional(&mut *self.database.reader().await?).await?;
        Ok(row.map(Session::try_from).transpose()?)
    }

    /// Those that have not ended before their time, the last used first, no more than `limit`.
    pub async fn sessions_of(&self, subject: &Subject, limit: u32) -> Result<Vec<Session>, StoreError> {
        let text = AssertSqlSafe(format!(
            "{SESSION} WHERE subject = ? AND ended_us IS NULL ORDER BY rotated_us DESC, id LIMIT ?"
        ));
        let rows: Vec<SessionRow> = query(text)
            .bind(subject.as_str())
            .bind(limit)
            .fetch_all(&mut *self.database.reader().await?)
            .await?;
        Ok(rows.into_iter().map(Session::try_from).collect::<Result<_, _>>()?)
    }

    /// Sessions that have ended since, the last first, each with when.
    pub async fn sessions_ended_since(&self, since: Timestamp) -> Result<Vec<(Uuid, Timestamp)>, StoreError> {
        let text = "SELECT id, ended_us FROM sessions WHERE ended_us > ? ORDER BY ended_us DESC LIMIT ?";
        self.revoked(text, since).await
    }

    /// Of a statement that takes a time and how many, and gives ids and times.
    pub(super) async fn revoked(
        &self,
        text: &'static str,
        since: Timestamp,
    ) -> Result<Vec<(Uuid, Timestamp)>, StoreError> {
        let rows: Vec<(String, i64)> = query(text)
            .bind(since.as_micros())
            .bind(ENDED_MAX)
            .fetch_all(&mut *self.database.reader().await?)
            .await?;
        let ended = rows
            .into_iter()
            .filter_map(|(id, at)| Uuid::parse_str(&id).ok().map(|id| (id, Timestamp::from_micros(at))));
        Ok(ended.collect())
    }

    pub async fn challenge(&self, id: Uuid) -> Result<Option<Challenge>, StoreError> {
        let text = AssertSqlSafe(format!("{CHALLENGE} WHERE id = ?"));
        let row: Option<ChallengeRow> =
            query(text).bind(id.to_string()).fetch_optional(&mut *self.database.reader().await?).await?;
        Ok(row.map(Challenge::try_from).transpose()?)
    }

    /// How many links were sent to this mailbox since.
    pub async fn challenges_since(&self, email: &Email, since: Timestamp) -> Result<u64, StoreError> {
        let (count,): (i64,) = query("SELECT COUNT(*) FROM challenges WHERE email = ? AND created_us > ?")
            .bind(email.as_str())
            .bind(since.as_micros())
            .fetch_one(&mut *self.database.reader().await?)
            .await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Deletes a slice of the sessions, challenges, log-ins at providers, keys and devices that have been over for a day, and of the mails that are two days old, and says
    /// whether there may be more.
    pub async fn prune(&self, now: Timestamp) -> Result<bool, StoreError> {
        let before = now.minus(KEPT_FOR);
        let sessions = self.prune_table("sessions", "expires_us", before).await?;
        let challenges = self.prune_table("challenges", "expires_us", before).await?;
        let attempts = self.prune_table("login_attempts", "expires_us", before).await?;
        let mails = self.prune_table("mails", "created_us", before.minus(KEPT_FOR)).await?;
        let keys = self.prune_table("api_keys", "revoked_us", before).await?;
        let devices = self.prune_table("gate_devices", "expires_us", before).await?;
        Ok(sessions || challenges || attempts || mails || keys || devices)
    }

    /// The rows are looked up first, so that the write touches no others.
    async fn prune_table(
        &self,
        table: &'static str,
        time: &'static str,
        before: Timestamp,
    ) -> Result<bool, StoreError> {
        let text = AssertSqlSafe(format!("SELECT id FROM {table} WHERE {time} < ? ORDER BY {time} LIMIT ?"));
        let ids: Vec<(String,)> = query(text)
            .bind(before.as_micros())
            .bind(SLICE)
            .fetch_all(&mut *self.database.reader().await?)
            .await?;
        let ids: Vec<String> = ids.into_iter().map(|(id,)| id).collect();
        if ids.is_empty() {
            return Ok(false);
        }
        let mut tx = self.database.begin().await?;
        for some in List::of(&ids) {
            let text = some.text(&format!("DELETE FROM {table} WHERE id IN "));
            query(text).bind_all(some.values()).execute(&mut tx).await?;
        }
        tx.commit_lazily().await?;
        Ok(ids.len() >= SLICE as usize)
    }
}
