//! A session ends because its user says so.

use uuid::Uuid;

use super::Identity;
use super::error::AuthError;
use super::refresh_tokens::PresentedRefresh;
use crate::domain::{EndReason, Session};

impl Identity {
    /// Of the session that a refresh token is of, or an access token names. Nothing happens where there is none: it is over already.
    pub async fn log_out(
        &self,
        presented: Option<&PresentedRefresh>,
        session: Option<Uuid>,
    ) -> Result<(), AuthError> {
        let by_token = match presented {
            Some(presented) => self.genuine(presented).await?,
            None => None,
        };
        let by_id = match session {
            Some(session) => self.store.session(session).await?,
            None => None,
        };
        for session in by_token.iter().chain(&by_id) {
            self.end_one(session, EndReason::LoggedOut).await?;
        }
        Ok(())
    }

    pub(super) async fn genuine(&self, presented: &PresentedRefresh) -> Result<Option<Session>, AuthError> {
        let session = self.store.session(presented.session).await?;
        Ok(session.filter(|session| self.refresh_tokens.is_genuine(presented, session)))
    }
}
