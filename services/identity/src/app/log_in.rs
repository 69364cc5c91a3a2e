//! A session begins with a password.

use uuid::Uuid;

use super::Identity;
use super::contention::redo_contended;
use super::error::AuthError;
use super::issue::{Device, SignedInSession};
use crate::domain::{Email, Method, Password, Session};
use crate::metrics;

impl Identity {
    /// `guest`: the session of the guest whom the caller was until now.
    pub async fn log_in(
        &self,
        email: &Email,
        password: Password,
        device: Device,
        guest: Option<Uuid>,
    ) -> Result<SignedInSession, AuthError> {
        let authenticated = self.authenticate(email, password).await;
        metrics::logged_in(authenticated.as_ref().err());
        let (subject, guest) = (authenticated?.subject(), self.former_guest(guest).await?);
        self.open(self.new_session(subject, Method::Password, device, guest)).await
    }

    pub(super) async fn open(&self, session: Session) -> Result<SignedInSession, AuthError> {
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            self.begin_session(&mut tx, &session).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        self.issue(session).await
    }
}
