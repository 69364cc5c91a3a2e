//! The password is given again in a session, for what is dangerous.

use uuid::Uuid;

use super::Identity;
use super::contention::redo_contended;
use super::error::AuthError;
use super::issue::SignedInSession;
use crate::domain::{Password, Session, Subject};

impl Identity {
    /// From now on access tokens of the session say that the password was given now; the first of them is in the answer.
    pub async fn confirm(
        &self,
        subject: &Subject,
        session: Uuid,
        password: Password,
    ) -> Result<SignedInSession, AuthError> {
        let user = self.account(subject).await?;
        self.authenticate(&user.email, password).await?;
        let session = self.store.session(session).await?.filter(|session| session.subject == *subject);
        let now = self.now();
        let session = session.filter(|session| session.is_live(now)).ok_or(AuthError::SessionEnded)?;
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            if !tx.confirm_session(session.id, now).await? {
                return Err(AuthError::SessionEnded);
            }
            Ok(tx.commit().await?)
        })
        .await?;
        self.issue(Session { authenticated_at: now, ..session }).await
    }
}
