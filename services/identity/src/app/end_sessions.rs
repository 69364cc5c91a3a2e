//! Sessions end before their time, and every service hears of it.

use bus::Message;
use contracts::messages::IdentityEvent;
use primitives::Timestamp;
use uuid::Uuid;

use super::Identity;
use super::contention::redo_contended;
use super::error::AuthError;
use super::verification::{seconds, tokens_until};
use crate::domain::{EndReason, SESSIONS_PER_SUBJECT_MAX, Session, Subject};
use crate::metrics;
use crate::store::IdentityTx;

#[derive(Clone, Copy)]
pub(super) struct Ending<'s> {
    pub(super) subject: &'s Subject,
    pub(super) reason: EndReason,
    pub(super) now: Timestamp,
}

impl Identity {
    /// In this unit of work, with the messages about it.
    pub(super) async fn end_all(
        &self,
        tx: &mut IdentityTx,
        sessions: &[Uuid],
        ending: Ending<'_>,
    ) -> Result<(), AuthError> {
        let mut messages = Vec::new();
        for session in sessions {
            if tx.end_session(*session, ending.reason, ending.now).await? {
                let until = tokens_until(ending.now);
                messages.push(self.ended_message(*session, ending.subject, until, ending.now)?);
            }
        }
        metrics::sessions_ended(ending.reason, messages.len());
        Ok(tx.enqueue(&messages).await?)
    }

    /// One session, in a unit of work of its own. Returns when it is durable: what is refused because of it may be refused now.
    pub(super) async fn end_one(&self, session: &Session, reason: EndReason) -> Result<(), AuthError> {
        let ending = Ending { subject: &session.subject, reason, now: self.now() };
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            self.end_all(&mut tx, &[session.id], ending).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// All of a subject but `kept`, in this unit of work.
    pub(super) async fn end_others(
        &self,
        tx: &mut IdentityTx,
        kept: Option<Uuid>,
        ending: Ending<'_>,
    ) -> Result<(), AuthError> {
        let limit = u32::try_from(2 * SESSIONS_PER_SUBJECT_MAX).unwrap_or(u32::MAX);
        let mut sessions = tx.session_ids_of(ending.subject, limit).await?;
        sessions.retain(|session| Some(*session) != kept);
        self.end_all(tx, &sessions, ending).await
    }

    /// A session of this caller, by the caller.
    pub async fn revoke(&self, subject: &Subject, session: Uuid) -> Result<(), AuthError> {
        let session = self.store.session(session).await?.filter(|session| session.subject == *subject);
        let session = session.filter(|session| session.is_live(self.now())).ok_or(AuthError::NoSession)?;
        self.end_one(&session, EndReason::Revoked).await
    }

    /// Those of this caller, the last used first.
    pub async fn sessions(&self, subject: &Subject) -> Result<Vec<Session>, AuthError> {
        let (now, limit) = (self.now(), u32::try_from(SESSIONS_PER_SUBJECT_MAX).unwrap_or(u32::MAX));
        let mut sessions = self.store.sessions_of(subject, limit).await?;
        sessions.retain(|session| session.is_live(now));
        Ok(sessions)
    }

    /// Of a session, or by its id of an API key or a device.
    pub(super) fn ended_message(
        &self,
        session: Uuid,
        subject: &Subject,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Message, AuthError> {
        let event = IdentityEvent::SessionEnded {
            session_id: session,
            subject: subject.as_str().to_owned(),
            tokens_until: seconds(until),
        };
        let (id, traceparent) = (self.ids.message_id(now), telemetry::current_traceparent());
        Ok(Message::compose(id, now, traceparent, &event)?)
    }
}
