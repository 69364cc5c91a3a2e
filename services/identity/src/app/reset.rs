//! The link of a forgotten password is opened: the user has another one, and no session any more.

use super::Identity;
use super::contention::redo_contended;
use super::end_sessions::Ending;
use super::error::AuthError;
use crate::domain::{Challenge, EndReason, Password, Subject};

impl Identity {
    pub async fn reset(&self, challenge: &Challenge, password: Password) -> Result<(), AuthError> {
        let user = challenge.user.ok_or(AuthError::LinkExpired)?;
        let password = self.digest_of(password).await?;
        let (now, subject) = (self.now(), Subject::user(user));
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            let is_first = tx.use_challenge(challenge.id, now).await?;
            if !is_first || !tx.set_password(user, password.as_str(), now).await? {
                return Err(AuthError::LinkExpired);
            }
            let ending = Ending { subject: &subject, reason: EndReason::PasswordChanged, now };
            self.end_others(&mut tx, None, ending).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        tracing::info!(user.id = %user, "a password was set anew");
        Ok(())
    }
}
