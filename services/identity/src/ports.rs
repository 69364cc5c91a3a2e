//! What identity needs from outside: a way to send mail, and providers that know users.

use async_trait::async_trait;
use primitives::Cause;
use uuid::Uuid;

use crate::domain::{Email, ProviderIdentity};

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

/// What makes a provider's answer one to this log-in alone.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginProof {
    /// Comes back in what the provider signs.
    pub nonce: String,
    /// The secret of PKCE: what is sent ahead is its digest.
    pub verifier: String,
}

impl std::fmt::Debug for LoginProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LoginProof(..)")
    }
}

/// What a browser brings back from a provider.
#[derive(Clone)]
pub struct ProviderAnswer {
    pub code: String,
    /// Who says so, where the provider names itself (RFC 9207).
    pub issuer: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// It gives no answer, or none that can be read: another attempt may help.
    #[error("the provider cannot be asked now")]
    Unavailable(#[source] Cause),
    /// What it says, or what came back in its name, is not what was asked for.
    #[error("the provider does not say who the caller is")]
    Refused(#[source] Cause),
}

/// Someone else who knows users: by OpenID Connect. Each call asks it at most twice, with a limit on time; what it publishes of itself is kept.
#[async_trait]
pub trait OidcProvider: Send + Sync {
    /// In addresses.
    fn name(&self) -> &str;

    /// For people.
    fn title(&self) -> &str;

    fn issuer(&self) -> &str;

    /// Where a browser goes to log in there.
    async fn login_address(&self, state: &str, proof: &LoginProof) -> Result<String, ProviderError>;

    /// Whom the provider has recognized. A code is good once, for the one who has its proof.
    async fn identify(
        &self,
        answer: &ProviderAnswer,
        proof: &LoginProof,
    ) -> Result<ProviderIdentity, ProviderError>;
}
