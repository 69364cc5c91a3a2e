//! Why a use case had no answer.

use access::WorkRefusal;

use super::login_refusal::LoginRefusal;
use crate::domain::MemberRefusal;
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
    /// Of a stranger too: who has nothing to do with it does not learn that there is one.
    #[error("there is no such organization")]
    NoOrganization,
    #[error("there is no such member")]
    NoMember,
    #[error("there is no such key")]
    NoApiKey,
    #[error("there is no such device")]
    NoGateDevice,
    #[error("no user has this id")]
    UnknownUser,
    /// Of an organization, or the last administrator.
    #[error("the last owner stays")]
    LastOwner,
    /// It has changed since the caller has read it.
    #[error("this has changed meanwhile")]
    EditConflict,
    #[error("{0}")]
    TooMany(&'static str),
    /// There is no token in the settings, or it was used.
    #[error("no one becomes administrator by a token here")]
    BootstrapClosed,
    /// There is no such key, or its secret is another; which of them is not said.
    #[error("the key is wrong")]
    KeyWrong,
    /// Of a guest, while sessions of guests cost work.
    #[error(transparent)]
    Work(#[from] WorkRefusal),
    #[error(transparent)]
    Login(#[from] LoginRefusal),
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

impl From<MemberRefusal> for AuthError {
    fn from(refusal: MemberRefusal) -> Self {
        match refusal {
            MemberRefusal::NoMember => Self::NoMember,
            MemberRefusal::LastOwner => Self::LastOwner,
            MemberRefusal::TooMany => Self::TooMany("an organization has at most 300 members"),
        }
    }
}

impl AuthError {
    pub(super) fn is_contended(&self) -> bool {
        matches!(self, Self::Store(StoreError::Contended(_)))
    }
}
