//! One unit of work.

use bus::Message;
use bus::adapters::sql::enqueue_all;
use primitives::Timestamp;
use sql::{Transaction, query};
use uuid::Uuid;

use super::StoreError;
use super::mail_record::{self, MailRecord};
use super::rows::kind_name;
use crate::domain::{Challenge, EndReason, Session, Subject, User};

/// Users, sessions, challenges, mails, roles, the audit and the outbox commit together, or none of it happened.
pub struct IdentityTx {
    pub(super) tx: Transaction,
}

impl IdentityTx {
    pub(super) fn new(tx: Transaction) -> Self {
        Self { tx }
    }

    /// `password`: empty, of one who has none. False: the address has a user already, and this unit of work must not be committed.
    pub async fn insert_user(&mut self, user: &User, password: &str) -> Result<bool, StoreError> {
        let inserted = query("INSERT INTO users (id, email, name, locale, password, created_us, updated_us) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .bind(user.id.to_string())
            .bind(user.email.as_str())
            .bind(&user.name)
            .bind(user.locale.to_string())
            .bind(password)
            .bind(user.created_at.as_micros())
            .bind(user.created_at.as_micros())
            .execute(&mut self.tx)
            .await;
        match inserted {
            Ok(_) => Ok(true),
            Err(error) if error.is_duplicate() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// False: there is no such user any more.
    pub async fn update_user(&mut self, user: &User, now: Timestamp) -> Result<bool, StoreError> {
        let updated = query("UPDATE users SET name = ?, locale = ?, updated_us = ? WHERE id = ?")
            .bind(&user.name)
            .bind(user.locale.to_string())
            .bind(now.as_micros())
            .bind(user.id.to_string())
            .execute(&mut self.tx)
            .await?;
        Ok(updated == 1)
    }

    /// False: there is no such user any more.
    pub async fn set_password(
        &mut self,
        user: Uuid,
        password: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let updated = query("UPDATE users SET password = ?, updated_us = ? WHERE id = ?")
            .bind(password)
            .bind(now.as_micros())
            .bind(user.to_string())
            .execute(&mut self.tx)
            .await?;
        Ok(updated == 1)
    }

    /// With what logs it in.
    pub async fn delete_user(&mut self, user: Uuid) -> Result<(), StoreError> {
        self.delete_links_of(user).await?;
        query("DELETE FROM users WHERE id = ?").bind(user.to_string()).execute(&mut self.tx).await?;
        Ok(())
    }

    /// False: there is one with this id already, and this unit of work must not be committed.
    pub async fn insert_session(&mut self, session: &Session) -> Result<bool, StoreError> {
        let inserted = query(
            "INSERT INTO sessions (id, subject, nonce, seq, guest, guest_until_us, method, agent, network, created_us, rotated_us, ends_us, expires_us) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(session.id.to_string())
        .bind(session.subject.as_str())
        .bind(&session.nonce)
        .bind(number(session.seq))
        .bind(session.guest.as_ref().map(|guest| guest.subject.as_str()))
        .bind(session.guest.as_ref().map(|guest| guest.until.as_micros()))
        .bind(session.method.name())
        .bind(&session.agent)
        .bind(&session.network)
        .bind(session.created_at.as_micros())
        .bind(session.rotated_at.as_micros())
        .bind(session.ends_at.as_micros())
        .bind(session.expires_at().as_micros())
        .execute(&mut self.tx)
        .await;
        match inserted {
            Ok(_) => Ok(true),
            Err(error) if error.is_duplicate() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the renewal over the one before. False: another one was faster, or the session has ended; this unit of work has changed
    /// nothing.
    pub async fn rotate(&mut self, session: &Session) -> Result<bool, StoreError> {
        let rotated = query(
            "UPDATE sessions SET seq = ?, rotated_us = ?, expires_us = ? WHERE id = ? AND seq = ? AND ended_us IS NULL",
        )
        .bind(number(session.seq))
        .bind(session.rotated_at.as_micros())
        .bind(session.expires_at().as_micros())
        .bind(session.id.to_string())
        .bind(number(session.seq) - 1)
        .execute(&mut self.tx)
        .await?;
        Ok(rotated == 1)
    }

    /// The password was given again in this session. False: it has ended.
    pub async fn confirm_session(&mut self, session: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        let confirmed = query("UPDATE sessions SET confirmed_us = ? WHERE id = ? AND ended_us IS NULL")
            .bind(now.as_micros())
            .bind(session.to_string())
            .execute(&mut self.tx)
            .await?;
        Ok(confirmed == 1)
    }

    /// False: it had ended already. What its user could recognize it by goes with it.
    pub async fn end_session(
        &mut self,
        session: Uuid,
        reason: EndReason,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let ended = query(
            "UPDATE sessions SET ended_us = ?, expires_us = ?, reason = ?, agent = '', network = '' WHERE id = ? AND ended_us IS NULL",
        )
        .bind(now.as_micros())
        .bind(now.as_micros())
        .bind(reason.name())
        .bind(session.to_string())
        .execute(&mut self.tx)
        .await?;
        Ok(ended == 1)
    }

    /// The sessions of this subject that have not ended before their time, the last used first; no more than `limit`. As this unit of work
    /// sees them.
    pub async fn session_ids_of(&mut self, subject: &Subject, limit: u32) -> Result<Vec<Uuid>, StoreError> {
        let text = "SELECT id FROM sessions WHERE subject = ? AND ended_us IS NULL ORDER BY rotated_us DESC, id LIMIT ?";
        let ids: Vec<(String,)> =
            query(text).bind(subject.as_str()).bind(limit).fetch_all(&mut self.tx).await?;
        Ok(ids.into_iter().filter_map(|(id,)| Uuid::parse_str(&id).ok()).collect())
    }

    pub async fn insert_challenge(&mut self, challenge: &Challenge) -> Result<(), StoreError> {
        query("INSERT INTO challenges (id, kind, email, user_id, name, locale, created_us, expires_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(challenge.id.to_string())
            .bind(kind_name(challenge.kind))
            .bind(challenge.email.as_str())
            .bind(challenge.user.map(|user| user.to_string()))
            .bind(&challenge.name)
            .bind(challenge.locale.to_string())
            .bind(challenge.created_at.as_micros())
            .bind(challenge.expires_at.as_micros())
            .execute(&mut self.tx)
            .await?;
        Ok(())
    }

    /// False: it was used before, and this unit of work must not be committed.
    pub async fn use_challenge(&mut self, challenge: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        let used = query("UPDATE challenges SET used_us = ? WHERE id = ? AND used_us IS NULL")
            .bind(now.as_micros())
            .bind(challenge.to_string())
            .execute(&mut self.tx)
            .await?;
        Ok(used == 1)
    }

    /// To be sent after the commit.
    pub async fn insert_mail(&mut self, mail: &MailRecord, now: Timestamp) -> Result<(), StoreError> {
        mail_record::insert(&mut self.tx, mail, now).await
    }

    /// Messages with one key are published in this order, after the commit.
    pub async fn enqueue(&mut self, messages: &[Message]) -> Result<(), StoreError> {
        Ok(enqueue_all(&mut self.tx, messages).await?)
    }

    /// Returns when everything is durable; no one may be notified before.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }
}

fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}
