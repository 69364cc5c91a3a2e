//! The mails that have to be sent, and in a demo those that are shown.

use primitives::Timestamp;
use sql::query;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::mail_record::{MailRecord, MailRow};
use super::{IdentityStore, StoreError};

/// Of one that has been taken and is only shown: it is never due again.
const NEVER_US: i64 = i64::MAX;

const MAIL: &str = "SELECT id, kind, recipient, locale, challenge, attempts, created_us FROM mails";

impl IdentityStore {
    /// Leases up to `limit` mails that are due at `now`, the longest due first, until `again`: another instance gets others. A crash forgets the
    /// leases, and a mail may be sent twice, under one message id.
    pub async fn take_mails(
        &self,
        now: Timestamp,
        again: Timestamp,
        limit: u32,
    ) -> Result<Vec<MailRecord>, StoreError> {
        let text = AssertSqlSafe(format!("{MAIL} WHERE due_us <= ? ORDER BY due_us, id LIMIT ?"));
        let due: Vec<MailRow> = query(text)
            .bind(now.as_micros())
            .bind(limit)
            .fetch_all(&mut *self.database.reader().await?)
            .await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.database.begin().await?;
        let mut taken = Vec::new();
        for row in due {
            let updated =
                query("UPDATE mails SET due_us = ?, attempts = attempts + 1 WHERE id = ? AND due_us <= ?")
                    .bind(again.as_micros())
                    .bind(&row.id)
                    .bind(now.as_micros())
                    .execute(&mut tx)
                    .await?;
            // Otherwise another instance was faster. One that cannot be decoded must not block the others.
            if updated == 1 {
                taken.extend(row.record());
            }
        }
        tx.commit_lazily().await?;
        Ok(taken)
    }

    pub async fn postpone_mail(&self, mail: Uuid, until: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.database.begin().await?;
        query("UPDATE mails SET due_us = ? WHERE id = ?")
            .bind(until.as_micros())
            .bind(mail.to_string())
            .execute(&mut tx)
            .await?;
        Ok(tx.commit_lazily().await?)
    }

    /// It was sent, or never will be.
    pub async fn delete_mail(&self, mail: Uuid) -> Result<(), StoreError> {
        let mut tx = self.database.begin().await?;
        query("DELETE FROM mails WHERE id = ?").bind(mail.to_string()).execute(&mut tx).await?;
        Ok(tx.commit_lazily().await?)
    }

    /// It was taken, and is to be shown until it is pruned.
    pub async fn keep_mail(&self, mail: Uuid) -> Result<(), StoreError> {
        self.postpone_mail(mail, Timestamp::from_micros(NEVER_US)).await
    }

    /// The last first, no more than `limit`.
    pub async fn kept_mails(&self, limit: u32) -> Result<Vec<MailRecord>, StoreError> {
        let text =
            AssertSqlSafe(format!("{MAIL} WHERE due_us = ? ORDER BY created_us DESC, id DESC LIMIT ?"));
        let rows: Vec<MailRow> =
            query(text).bind(NEVER_US).bind(limit).fetch_all(&mut *self.database.reader().await?).await?;
        Ok(rows.into_iter().filter_map(MailRow::record).collect())
    }

    /// How many wait, also for their next attempt.
    pub async fn count_mails(&self) -> Result<u64, StoreError> {
        let (count,): (i64,) = query("SELECT COUNT(*) FROM mails WHERE due_us < ?")
            .bind(NEVER_US)
            .fetch_one(&mut *self.database.reader().await?)
            .await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
}
