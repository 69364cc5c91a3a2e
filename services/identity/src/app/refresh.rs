//! A refresh token is exchanged for its successor and an access token.

use primitives::failpoint;

use super::Identity;
use super::contention::redo_contended;
use super::error::AuthError;
use super::issue::SignedInSession;
use super::refresh_tokens::PresentedRefresh;
use crate::domain::{EndReason, RefreshDecision, Session};
use crate::metrics;
use crate::store::{MailKind, MailRecord};

/// Another exchange of the same token was faster; the next look decides.
const ATTEMPTS_MAX: u32 = 5;

impl Identity {
    pub async fn refresh(&self, presented: &PresentedRefresh) -> Result<SignedInSession, AuthError> {
        for _ in 0..ATTEMPTS_MAX {
            // One of no session, or not genuine, says nothing about any session: it is refused and changes nothing.
            let session = self.genuine(presented).await?.ok_or(AuthError::SessionEnded)?;
            let decision = session.decide(presented.seq, self.now());
            metrics::refreshed(decision);
            match decision {
                RefreshDecision::Over => return Err(AuthError::SessionEnded),
                RefreshDecision::Repeat => return self.issue(session).await,
                RefreshDecision::Reused => {
                    self.end_reused(&session).await?;
                    failpoint!("refresh.reused");
                    return Err(AuthError::SessionEnded);
                }
                RefreshDecision::Rotate => {
                    let rotated = session.rotated(self.now());
                    if self.rotate(&rotated).await? {
                        return self.issue(rotated).await;
                    }
                }
            }
        }
        Err(AuthError::Busy)
    }

    async fn rotate(&self, session: &Session) -> Result<bool, AuthError> {
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            if !tx.rotate(session).await? {
                return Ok(false);
            }
            tx.commit().await?;
            Ok(true)
        })
        .await
    }

    /// Returns when the end of the session is durable, and its user will be written to: the refusal that follows must not undo it.
    async fn end_reused(&self, session: &Session) -> Result<(), AuthError> {
        tracing::warn!(session.id = %session.id, "a refresh token was used twice: its session has ended");
        self.end_one(session, EndReason::Reused).await?;
        let Some(user) = session.subject.user_id() else { return Ok(()) };
        let Some(user) = self.store.user(user).await? else { return Ok(()) };
        let now = self.now();
        let mail = MailRecord {
            id: self.ids.uuid(now),
            kind: MailKind::SessionReused,
            recipient: user.email,
            locale: user.locale,
            challenge: None,
            attempts: 0,
            created_at: now,
        };
        let mut tx = self.store.begin().await?;
        tx.insert_mail(&mail, now).await?;
        Ok(tx.commit().await?)
    }
}
