//! The link of a registration is opened: the mailbox is proven, and there is a user.

use uuid::Uuid;

use super::Identity;
use super::contention::redo_contended;
use super::error::AuthError;
use super::issue::{Device, SignedInSession};
use crate::domain::{Challenge, ChallengeKind, ChallengeState, Method, Password, User, WeakPassword};

impl Identity {
    /// The challenge of a link that can be used now. To be asked before a password is judged by it.
    pub async fn open_link(&self, token: &str, kind: ChallengeKind) -> Result<Challenge, AuthError> {
        let challenge = self.links.verify(token).ok_or(AuthError::LinkExpired)?;
        let challenge = self.store.challenge(challenge).await?.ok_or(AuthError::LinkExpired)?;
        match challenge.state(kind, self.now()) {
            ChallengeState::Open => Ok(challenge),
            ChallengeState::Over => Err(AuthError::LinkExpired),
        }
    }

    /// The password is chosen here, by who can read the mailbox, and not by who asked for the link.
    pub async fn verify(
        &self,
        challenge: &Challenge,
        password: Password,
        device: Device,
        guest: Option<Uuid>,
    ) -> Result<SignedInSession, AuthError> {
        let (password, guest) = (self.digest_of(password).await?, self.former_guest(guest).await?);
        let now = self.now();
        let user = User {
            id: self.ids.uuid(now),
            email: challenge.email.clone(),
            name: challenge.name.clone(),
            locale: challenge.locale,
            created_at: now,
        };
        let session = self.new_session(user.subject(), Method::Password, device, guest);
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            let is_first = tx.use_challenge(challenge.id, now).await?;
            // Another link of the same mailbox may have made the user already.
            if !is_first || !tx.insert_user(&user, password.as_str()).await? {
                return Err(AuthError::LinkExpired);
            }
            self.begin_session(&mut tx, &session).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        tracing::info!(user.id = %user.id, "a user has registered");
        self.issue(session).await
    }
}

impl Challenge {
    /// A password that its user may choose.
    pub fn password(&self, text: String) -> Result<Password, WeakPassword> {
        Password::chosen(text, &[self.email.as_str(), self.name.as_deref().unwrap_or_default(), "holdfast"])
    }
}
