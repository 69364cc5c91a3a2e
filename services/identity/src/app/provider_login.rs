//! A log-in at a provider: it is begun here, goes on there, and comes back once.

use uuid::Uuid;

use super::Identity;
use super::contention::redo_contended;
use super::error::AuthError;
use super::issue::{Device, SignedInSession};
use super::login_refusal::LoginRefusal;
use super::refresh_tokens::PresentedRefresh;
use crate::domain::{
    Email, Locale, LoginAttempt, LoginDecision, LoginPurpose, Method, ProviderIdentity, ReturnPath, Session,
    User, decide_login,
};
use crate::metrics;
use crate::ports::{OidcProvider, ProviderAnswer};

/// Where the browser goes now, and what it keeps until it is back.
#[derive(Debug, Clone)]
pub struct BegunLogin {
    pub address: String,
    pub state: String,
}

/// What a browser comes back with.
#[derive(Clone, Default)]
pub struct ReturnedLogin {
    pub state: Option<String>,
    /// As the browser has kept it.
    pub kept_state: Option<String>,
    pub code: Option<String>,
    pub issuer: Option<String>,
}

#[derive(Debug, Clone)]
pub struct FinishedLogin {
    pub return_to: ReturnPath,
    /// None: a provider was linked, and the caller stays who it was.
    pub session: Option<SignedInSession>,
}

impl Identity {
    /// Name and title of each, in the order of the settings.
    pub fn providers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.providers.iter().map(|provider| (provider.name(), provider.title()))
    }

    /// The session of the guest whose refresh token this is; none of others.
    pub async fn guest_of(&self, presented: Option<&PresentedRefresh>) -> Result<Option<Uuid>, AuthError> {
        let Some(presented) = presented else { return Ok(None) };
        let session = self.genuine(presented).await?;
        let is_guest = |session: &Session| session.as_former_guest(self.now()).is_some();
        Ok(session.filter(is_guest).map(|session| session.id))
    }

    pub async fn begin_login(
        &self,
        provider: &str,
        purpose: LoginPurpose,
        return_to: ReturnPath,
        locale: Locale,
    ) -> Result<BegunLogin, AuthError> {
        let provider = self.provider(provider)?;
        let now = self.now();
        let attempt = LoginAttempt {
            id: self.ids.uuid(now),
            provider: provider.name().to_owned(),
            purpose,
            return_to,
            locale,
            expires_at: LoginAttempt::latest_end(now),
        };
        let (state, proof) = (self.proofs.state(attempt.id), self.proofs.proof(attempt.id));
        let address = provider.login_address(&state, &proof).await;
        metrics::provider_asked(address.as_ref().err());
        let address = address.map_err(LoginRefusal::from)?;
        redo_contended(|| async { Ok(self.store.insert_attempt(&attempt).await?) }).await?;
        Ok(BegunLogin { address, state })
    }

    /// The attempt is over before the provider is asked: a second one who comes with the same gets nothing.
    pub async fn finish_login(
        &self,
        provider: &str,
        returned: ReturnedLogin,
        device: Device,
    ) -> Result<FinishedLogin, AuthError> {
        let provider = self.provider(provider)?;
        let attempt = self.returned_attempt(provider.name(), &returned).await?;
        let code = returned.code.ok_or(LoginRefusal::BrokenOff)?;
        let answer = ProviderAnswer { code, issuer: returned.issuer };
        let identity = provider.identify(&answer, &self.proofs.proof(attempt.id)).await;
        metrics::provider_asked(identity.as_ref().err());
        let identity = identity.map_err(LoginRefusal::from)?;
        let session = match attempt.purpose {
            LoginPurpose::LogIn { guest } => {
                Some(self.log_in_by(&identity, attempt.locale, device, guest).await?)
            }
            LoginPurpose::Link { session } => {
                self.link_to(&identity, session).await?;
                None
            }
        };
        Ok(FinishedLogin { return_to: attempt.return_to, session })
    }

    async fn returned_attempt(
        &self,
        provider: &str,
        returned: &ReturnedLogin,
    ) -> Result<LoginAttempt, AuthError> {
        let state = returned.state.as_ref().filter(|state| returned.kept_state.as_ref() == Some(*state));
        let id = state.and_then(|state| self.proofs.attempt(state)).ok_or(LoginRefusal::AttemptOver)?;
        let attempt = redo_contended(|| async { Ok(self.store.take_attempt(id).await?) }).await?;
        Ok(attempt.filter(|attempt| attempt.is_of(provider, self.now())).ok_or(LoginRefusal::AttemptOver)?)
    }

    async fn log_in_by(
        &self,
        identity: &ProviderIdentity,
        locale: Locale,
        device: Device,
        guest: Option<Uuid>,
    ) -> Result<SignedInSession, AuthError> {
        let guest = self.former_guest(guest).await?;
        let user = match self.decision(identity, None).await? {
            LoginDecision::LogIn(user) => user,
            LoginDecision::MakeUser(email) => self.make_user(identity, email, locale).await?,
            LoginDecision::LinkRequired => return Err(LoginRefusal::LinkRequired.into()),
            LoginDecision::EmailUnverified => return Err(LoginRefusal::EmailUnverified.into()),
            LoginDecision::Link(_) | LoginDecision::AlreadyLinked | LoginDecision::LinkTaken => {
                return Err(LoginRefusal::LinkTaken.into());
            }
        };
        let user = self.store.user(user).await?.ok_or(AuthError::NoAccount)?;
        self.open(self.new_session(user.subject(), Method::Provider, device, guest)).await
    }

    pub(super) async fn decision(
        &self,
        identity: &ProviderIdentity,
        linking: Option<Uuid>,
    ) -> Result<LoginDecision, AuthError> {
        let linked = self.store.linked_user(identity).await?;
        let owner = match &identity.verified_email {
            Some(email) => self.store.user_of(email).await?.map(|user| user.id),
            None => None,
        };
        Ok(decide_login(identity, linked, linking, owner))
    }

    /// Without a password: a mail sets one, whenever its user asks for it.
    async fn make_user(
        &self,
        identity: &ProviderIdentity,
        email: Email,
        locale: Locale,
    ) -> Result<Uuid, AuthError> {
        let now = self.now();
        let user = User { id: self.ids.uuid(now), email, name: None, locale, created_at: now };
        let link = self.new_link(identity, user.id, now);
        redo_contended(|| async {
            let mut tx = self.store.begin().await?;
            // Someone has registered, or has logged in by the same account, in this moment.
            if !tx.insert_user(&user, "").await? || !tx.insert_link(&link).await? {
                return Err(LoginRefusal::LinkRequired.into());
            }
            Ok(tx.commit().await?)
        })
        .await?;
        tracing::info!(user.id = %user.id, "a user has come from a provider");
        Ok(user.id)
    }

    fn provider(&self, name: &str) -> Result<&dyn OidcProvider, AuthError> {
        let mut providers = self.providers.iter();
        let provider = providers.find(|provider| provider.name() == name);
        Ok(provider.map(|provider| provider.as_ref()).ok_or(LoginRefusal::NoProvider)?)
    }
}
