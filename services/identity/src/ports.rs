//! What identity needs from outside: a way to send mail.

use async_trait::async_trait;
use primitives::Cause;
use uuid::Uuid;

use crate::domain::Email;

/// A mail as its reader gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The same for every attempt, so that a reader's mail server can tell a second copy.
    pub id: Uuid,
    pub to: Email,
    pub subject: String,
    pub text: String,
}

#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// It was not taken, or that is unknown: another attempt may help.
    #[error("the mail could not be sent now")]
    Later(#[source] Cause),
    /// The mail server refuses this one for good.
    #[error("the mail server refuses the mail")]
    Never(#[source] Cause),
}

/// Takes mails for delivery. After an error it is unknown whether it has taken the mail; the caller tries again, so a reader may get two.
#[async_trait]
pub trait Mail: Send + Sync {
    async fn send(&self, letter: &Letter) -> Result<(), MailError>;

    /// Whether it delivers nothing, so that what it has taken is to be shown here: in a demo.
    fn is_shown(&self) -> bool {
        false
    }
}
