//! Whether a password is a user's. It takes as long where the address has no user.

use super::Identity;
use super::error::AuthError;
use super::password_hash::{PasswordDigest, hash_password, password_matches};
use crate::domain::{Email, Password, User};

const SALT_BYTES: usize = 16;

impl Identity {
    pub(super) async fn authenticate(&self, email: &Email, password: Password) -> Result<User, AuthError> {
        let user = self.store.user_of(email).await?;
        let stored = match &user {
            Some(user) => self.store.password(user.id).await?,
            // The same number of statements.
            None => self.store.password(uuid::Uuid::nil()).await?,
        };
        let digest = stored.map_or_else(PasswordDigest::of_no_user, PasswordDigest::stored);
        let matches = self.hashing.run(move || password_matches(&password, &digest)).await?;
        user.filter(|_| matches).ok_or(AuthError::CredentialsWrong)
    }

    pub(super) async fn digest_of(&self, password: Password) -> Result<PasswordDigest, AuthError> {
        let mut salt = [0; SALT_BYTES];
        self.ids.fill(&mut salt);
        let hashed = self.hashing.run(move || hash_password(&password, salt)).await?;
        hashed.ok_or(AuthError::Busy)
    }
}
