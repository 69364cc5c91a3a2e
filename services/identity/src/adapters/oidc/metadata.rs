//! What a provider publishes of itself, its keys too: read when a log-in needs it, kept for an hour, and no caller makes it read more often.

use std::sync::Arc;
use std::time::Duration;

use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, IssuerUrl, ProviderMetadata};
use primitives::{Cause, Clock, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::http::ProviderHttp;
use crate::ports::ProviderError;

const FRESH_FOR: Duration = Duration::from_secs(60 * 60);
/// What is older serves no more, even where there is nothing newer.
const KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// Until it is read again, after it could not be, or did not have a key.
const READ_AGAIN_AFTER: Duration = Duration::from_secs(10);

/// Whether the answers to a log-in say from whom they are (RFC 9207).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct NamesItself {
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for NamesItself {}

pub(super) type Metadata = ProviderMetadata<
    NamesItself,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

#[derive(Debug, thiserror::Error)]
#[error("it could not be asked a moment ago")]
struct AskedAMomentAgo;

#[derive(Default)]
struct Known {
    metadata: Option<(Arc<Metadata>, Timestamp)>,
    asked_at: Option<Timestamp>,
}

pub(super) struct KnownMetadata {
    issuer: IssuerUrl,
    http: ProviderHttp,
    clock: Arc<dyn Clock>,
    /// Held while it is read: who comes meanwhile waits for the same.
    known: Mutex<Known>,
}

impl KnownMetadata {
    pub(super) fn new(issuer: IssuerUrl, http: ProviderHttp, clock: Arc<dyn Clock>) -> Self {
        Self { issuer, http, clock, known: Mutex::default() }
    }

    pub(super) async fn current(&self) -> Result<Arc<Metadata>, ProviderError> {
        self.younger_than(FRESH_FOR).await
    }

    /// After one did not have a key: the provider may have another one by now.
    pub(super) async fn renewed(&self) -> Result<Arc<Metadata>, ProviderError> {
        self.younger_than(READ_AGAIN_AFTER).await
    }

    async fn younger_than(&self, age_max: Duration) -> Result<Arc<Metadata>, ProviderError> {
        let mut known = self.known.lock().await;
        let now = self.clock.now();
        let kept = |max: Duration| known.metadata.as_ref().filter(|(_, read_at)| now.since(*read_at) < max);
        if let Some((metadata, _)) = kept(age_max) {
            return Ok(Arc::clone(metadata));
        }
        let kept = kept(KEPT_FOR).map(|(metadata, _)| Arc::clone(metadata));
        if known.asked_at.is_some_and(|asked_at| now.since(asked_at) < READ_AGAIN_AFTER) {
            return kept.ok_or_else(|| ProviderError::Unavailable(AskedAMomentAgo.into()));
        }
        let read = self.read().await;
        known.asked_at = Some(self.clock.now());
        match read {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                known.metadata = Some((Arc::clone(&metadata), now));
                Ok(metadata)
            }
            Err(cause) => {
                tracing::warn!(provider.issuer = %self.issuer.as_str(), error = &*cause as &dyn std::error::Error, "a provider of log-ins cannot be asked");
                kept.ok_or(ProviderError::Unavailable(cause))
            }
        }
    }

    async fn read(&self) -> Result<Metadata, Cause> {
        Ok(Metadata::discover_async(self.issuer.clone(), &self.http.asked()).await?)
    }
}
