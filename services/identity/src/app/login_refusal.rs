//! Why the account of a provider logs no one in, or is not linked.

use crate::ports::ProviderError;

#[derive(Debug, thiserror::Error)]
pub enum LoginRefusal {
    #[error("there is no such provider")]
    NoProvider,
    /// It was never ours, is used, is too old, or was begun by another browser.
    #[error("this log-in was not begun here, or is over")]
    AttemptOver,
    /// By the one who was to log in, or by the provider.
    #[error("the log-in was broken off at the provider")]
    BrokenOff,
    /// The mailbox has a user, who does not know the provider.
    #[error("the provider has to be linked first")]
    LinkRequired,
    #[error("another user is linked to this account of the provider")]
    LinkTaken,
    #[error("the provider does not vouch for the mailbox")]
    EmailUnverified,
    #[error("the last way to log in stays")]
    LastLogin,
    /// A user without a password proves who it is by logging in again.
    #[error("this takes a log-in of the last ten minutes")]
    LogInAgain,
    #[error(transparent)]
    Provider(#[from] ProviderError),
}
