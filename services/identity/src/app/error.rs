//! Why a use case had no answer.

use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The address has no user, or the password is another; which of them is not said.
    #[error("the address or the password is wrong")]
    CredentialsWrong,
    /// The token is of no session, or of one that is over.
    #[error("the session has ended")]
    SessionEnded,
    /// The link was never ours, was used, or is too old.
    #[error("the link cannot be used any more")]
    LinkExpired,
    /// A guest asked for what only a user has, or the user is no more.
    #[error("there is no such account")]
    NoAccount,
    #[error("there is no such session")]
    NoSession,
    /// Too many passwords are being checked.
    #[error("too many passwords are being checked at the moment")]
    Busy,
    /// The operator has set no mail server.
    #[error("no mail can be sent: HOLDFAST_SMTP_URL is not set")]
    NoMail,
    #[error("an access token cannot be signed")]
    Signing(#[from] access::CannotSign),
    #[error("there is no signing key")]
    NoKey,
    #[error("a message cannot be written")]
    Message(#[from] serde_json::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AuthError {
    pub(super) fn is_contended(&self) -> bool {
        matches!(self, Self::Store(StoreError::Contended(_)))
    }
}
