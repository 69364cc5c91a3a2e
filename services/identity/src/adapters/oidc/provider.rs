//! A provider that was found by its issuer: the flow of authorization codes, with PKCE, a nonce, and the name of who answers.

use std::sync::Arc;

use anyhow::Context;
use async_trait::async_trait;
use chrono::DateTime;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm,
    CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EndUserEmail,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, SignatureVerificationError, SubjectIdentifier,
    TokenResponse, UserInfoError,
};
use primitives::{Cause, Clock};

use super::http::ProviderHttp;
use super::metadata::{KnownMetadata, Metadata};
use crate::config::OidcSettings;
use crate::domain::{Email, ProviderIdentity};
use crate::ports::{LoginProof, OidcProvider, ProviderAnswer, ProviderError};

/// Of what has a key that is published: with one that both know, we could say the same in its name.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 8] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];
/// As the column has it.
const SUBJECT_BYTES_MAX: usize = 255;

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

pub struct DiscoveredProvider {
    settings: OidcSettings,
    redirect: RedirectUrl,
    http: ProviderHttp,
    known: KnownMetadata,
    clock: Arc<dyn Clock>,
}

#[derive(Debug, thiserror::Error)]
enum Mistrust {
    #[error("the answer is not from this provider")]
    AnotherIssuer,
    #[error("there is no ID token")]
    NoIdToken,
    #[error("the subject has more than {SUBJECT_BYTES_MAX} bytes, or none")]
    Subject,
}

impl DiscoveredProvider {
    /// `origin`: of the shop. The provider is not asked before someone wants to log in: it may be down.
    pub fn new(settings: &OidcSettings, origin: &str, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let name = &settings.name;
        let issuer = IssuerUrl::new(settings.issuer.clone()).context("an issuer is no address")?;
        let redirect = RedirectUrl::new(format!("{origin}/api/auth/oidc/{name}/callback"))
            .context("HOLDFAST_PUBLIC_ORIGIN is no address")?;
        let http = ProviderHttp::new().context("TLS cannot be set up")?;
        let known = KnownMetadata::new(issuer, http.clone(), Arc::clone(&clock));
        Ok(Self { settings: settings.clone(), redirect, http, known, clock })
    }

    fn client(&self, metadata: &Metadata) -> Client {
        let id = ClientId::new(self.settings.client_id.clone());
        let secret = ClientSecret::new(self.settings.client_secret.expose().clone());
        CoreClient::from_provider_metadata(metadata.clone(), id, Some(secret))
            .set_redirect_uri(self.redirect.clone())
    }

    async fn tokens(
        &self,
        client: &Client,
        answer: &ProviderAnswer,
        proof: &LoginProof,
    ) -> Result<CoreTokenResponse, ProviderError> {
        let http = self.http.asked();
        let code = AuthorizationCode::new(answer.code.clone());
        let exchange = client.exchange_code(code).map_err(unavailable)?;
        let exchange = exchange.set_pkce_verifier(PkceCodeVerifier::new(proof.verifier.clone()));
        exchange.request_async(&http).await.map_err(|error| match error {
            // The code is used, too old, or another's.
            error @ RequestTokenError::ServerResponse(_) => refused(error),
            RequestTokenError::Request(cause) => unavailable(cause),
            // What it has said may have tokens in it.
            RequestTokenError::Parse(error, _) => unavailable(error),
            RequestTokenError::Other(text) => ProviderError::Unavailable(text.into()),
        })
    }

    /// Many say in the ID token what was asked for; others only where the access token leads to.
    async fn user_info(
        &self,
        client: &Client,
        tokens: &CoreTokenResponse,
        subject: &SubjectIdentifier,
    ) -> Result<Option<CoreUserInfoClaims>, ProviderError> {
        let http = self.http.asked();
        let token = tokens.access_token().clone();
        // It has no such place.
        let Ok(request) = client.user_info(token, Some(subject.clone())) else { return Ok(None) };
        match request.request_async(&http).await {
            Ok(claims) => Ok(Some(claims)),
            Err(error) if matches!(error, UserInfoError::ClaimsVerification(_)) => Err(refused(error)),
            Err(error) => Err(unavailable(error)),
        }
    }

    fn claims(
        &self,
        client: &Client,
        token: &CoreIdToken,
        proof: &LoginProof,
    ) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
        let now = DateTime::from_timestamp_micros(self.clock.now().as_micros()).unwrap_or_default();
        let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS).set_time_fn(move || now);
        token.claims(&verifier, &Nonce::new(proof.nonce.clone())).cloned()
    }

    async fn identity(
        &self,
        client: &Client,
        tokens: &CoreTokenResponse,
        claims: &CoreIdTokenClaims,
    ) -> Result<ProviderIdentity, ProviderError> {
        let subject = claims.subject();
        if subject.is_empty() || subject.len() > SUBJECT_BYTES_MAX {
            return Err(refused(Mistrust::Subject));
        }
        let verified_email = if claims.email().is_some() {
            verified(claims.email(), claims.email_verified())
        } else {
            let info = self.user_info(client, tokens, subject).await?;
            info.and_then(|info| verified(info.email(), info.email_verified()))
        };
        Ok(ProviderIdentity {
            issuer: self.settings.issuer.clone(),
            subject: subject.as_str().to_owned(),
            verified_email,
        })
    }
}

/// Only an address that the provider vouches for.
fn verified(email: Option<&EndUserEmail>, is_verified: Option<bool>) -> Option<Email> {
    email.filter(|_| is_verified == Some(true)).and_then(|email| Email::parse(email.as_str()).ok())
}

#[async_trait]
impl OidcProvider for DiscoveredProvider {
    fn name(&self) -> &str {
        &self.settings.name
    }

    fn title(&self) -> &str {
        &self.settings.title
    }

    fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    async fn login_address(&self, state: &str, proof: &LoginProof) -> Result<String, ProviderError> {
        let metadata = self.known.current().await?;
        let (state, nonce) = (CsrfToken::new(state.to_owned()), Nonce::new(proof.nonce.clone()));
        let verifier = PkceCodeVerifier::new(proof.verifier.clone());
        let client = self.client(&metadata);
        let request =
            client.authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce);
        let request = request.add_scope(Scope::new("email".to_owned()));
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let (address, _, _) = request.set_pkce_challenge(challenge).url();
        Ok(address.into())
    }

    async fn identify(
        &self,
        answer: &ProviderAnswer,
        proof: &LoginProof,
    ) -> Result<ProviderIdentity, ProviderError> {
        let metadata = self.known.current().await?;
        // Before the code is shown to anyone: it may be another provider's, who is not to be given it.
        let has_to_say = metadata.additional_metadata().authorization_response_iss_parameter_supported;
        let is_named = answer.issuer.as_ref().map_or(!has_to_say, |issuer| *issuer == self.settings.issuer);
        if !is_named {
            return Err(refused(Mistrust::AnotherIssuer));
        }
        let client = self.client(&metadata);
        let tokens = self.tokens(&client, answer, proof).await?;
        let token = tokens.id_token().ok_or_else(|| refused(Mistrust::NoIdToken))?;
        let mut claims = self.claims(&client, token, proof);
        if claims.as_ref().is_err_and(is_of_unknown_key) {
            let renewed = self.known.renewed().await?;
            claims = self.claims(&self.client(&renewed), token, proof);
        }
        self.identity(&client, &tokens, &claims.map_err(refused)?).await
    }
}

fn is_of_unknown_key(error: &ClaimsVerificationError) -> bool {
    matches!(error, ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey))
}

fn unavailable(cause: impl Into<Cause>) -> ProviderError {
    ProviderError::Unavailable(cause.into())
}

fn refused(cause: impl Into<Cause>) -> ProviderError {
    ProviderError::Refused(cause.into())
}
