//! A session begins: with a password, or without one, of a guest.

use uuid::Uuid;

use super::Identity;
use super::contention::redo_contended;
use super::error::AuthError;
use super::issue::{Device, SignedInSession};
use crate::domain::{Email, Method, Password, Session, Subject};
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

    /// A name for one without an account, which only its holder can use.
    pub async fn begin_guest(&self, device: Device) -> Result<SignedInSession, AuthError> {
        let subject = Subject::guest(self.ids.uuid(self.now()));
        let session = self.new_session(subject, Method::Guest, device, None);
        self.open(session).await
    }

    async fn open(&self, session: Session) -> Result<SignedInSession, AuthError> {
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            self.begin_session(&mut tx, &session).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        self.issue(session).await
    }
}
