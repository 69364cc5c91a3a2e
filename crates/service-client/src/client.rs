//! Another service, over HTTP: one try of a call, and with a rule of asking around it, a whole call.

use std::sync::Arc;
use std::time::Duration;

use access::{Bearer, ServiceKey};
use bytes::{Bytes, BytesMut};
use contracts::http::error::ErrorBody;
use primitives::{Cause, Clock, IdSource};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use tracing::Instrument;

use crate::instance_pool::InstancePool;
use crate::metrics::Timed;
use crate::{Call, CallError, Refusal, Reply, RetryConfig, RetryPolicy, ServiceClientConfig, Unanswered};

/// Of connections that nobody uses; shorter than the other side keeps them, so that none is closed while it is taken up.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
const REFUSAL_BYTES_MAX: usize = 64 * 1024;

/// One try at a time: who repeats it, and how often, is the business of an [`RetryPolicy`].
pub struct ServiceClient {
    client: Client,
    rota: InstancePool,
    bearer: Bearer,
    patience: RetryConfig,
    permits: Arc<Semaphore>,
}

#[derive(Debug, thiserror::Error)]
#[error("answered with status {0} and nothing that could be understood")]
struct Unintelligible(StatusCode);

#[derive(Debug, thiserror::Error)]
#[error("there is no instance of it")]
struct NoInstance;

#[derive(Debug, thiserror::Error)]
#[error("answered with more than {0} bytes")]
struct TooLarge(usize);

#[derive(Debug, thiserror::Error)]
#[error("answered {0}")]
struct Trouble(Refusal);

impl ServiceClient {
    /// `caller` and `called` are names of services: a token says who calls whom.
    pub fn new(
        config: &ServiceClientConfig,
        key: &ServiceKey,
        caller: &'static str,
        called: &'static str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Cause> {
        let client = Client::builder()
            .connect_timeout(config.patience.one_try)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_max_idle_per_host(config.calls_max)
            .redirect(redirect::Policy::none())
            .tcp_nodelay(true)
            .build()?;
        Ok(Self {
            client,
            rota: InstancePool::new(config.instances.clone()),
            bearer: Bearer::new(key.clone(), caller, called, clock),
            patience: config.patience,
            permits: Arc::new(Semaphore::new(config.calls_max)),
        })
    }

    /// For calls that take longer than most.
    #[must_use]
    pub fn with_tries_of(mut self, one_try: Duration) -> Self {
        self.patience = self.patience.with_tries_of(one_try);
        self
    }

    /// With the rule of asking around every call.
    #[must_use]
    pub fn with_retries(self, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> RetryingClient {
        let asker = RetryPolicy::new(self.bearer.audience(), self.patience, clock, ids);
        RetryingClient { peer: self, asker }
    }

    /// One try, without a deadline of its own: whoever asks has one.
    pub async fn try_once(&self, call: &Call) -> Result<Reply, CallError> {
        let peer = self.bearer.audience();
        let timed = Timed::begin(peer, call.name);
        let span = tracing::info_span!(
            "call",
            otel.name = format!("{} {peer}", call.name),
            otel.kind = "client",
            http.request.method = call.method.as_str(),
        );
        let answer = self.send(call).instrument(span).await;
        timed.ended(match &answer {
            Ok(_) => "answered",
            Err(CallError::Refused(_)) => "refused",
            Err(CallError::Unavailable(_)) => "unavailable",
        });
        answer
    }

    async fn send(&self, call: &Call) -> Result<Reply, CallError> {
        let _permit = self.permits.acquire().await.map_err(CallError::unavailable)?;
        let visit = self.rota.visit().ok_or_else(|| CallError::unavailable(NoInstance))?;
        let url = visit.url.join(&call.path).map_err(CallError::unavailable)?;
        let answer = self.send_to(url, call).await;
        if !matches!(answer, Err(CallError::Unavailable(_))) {
            visit.answered();
        }
        answer
    }

    async fn send_to(&self, url: Url, call: &Call) -> Result<Reply, CallError> {
        let token = self.bearer.token().map_err(CallError::unavailable)?;
        let mut request =
            self.client.request(call.method.clone(), url).header(AUTHORIZATION, format!("Bearer {token}"));
        if let Some(traceparent) = telemetry::current_traceparent() {
            request = request.header("traceparent", traceparent);
        }
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let response = request.send().await.map_err(CallError::unavailable)?;
        if !response.status().is_success() {
            return Err(refused(response).await);
        }
        let headers = response.headers().clone();
        let body = read(response, call.answer_bytes_max).await.map_err(CallError::Unavailable)?;
        Ok(Reply { headers, body })
    }
}

/// What the other service made of it. Trouble on its side is no decision: what it had done by then nobody knows.
async fn refused(response: Response) -> CallError {
    let status = response.status();
    let body = match read(response, REFUSAL_BYTES_MAX).await {
        Ok(body) => body,
        Err(cause) => return CallError::Unavailable(cause),
    };
    let Ok(ErrorBody { code, message, details, .. }) = serde_json::from_slice(&body) else {
        return CallError::unavailable(Unintelligible(status));
    };
    let refusal = Refusal { code, message, details };
    if status.is_client_error() {
        CallError::Refused(refusal)
    } else {
        CallError::unavailable(Trouble(refusal))
    }
}

async fn read(mut response: Response, bytes_max: usize) -> Result<Bytes, Cause> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > bytes_max {
            return Err(TooLarge(bytes_max).into());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// A service that is asked with patience.
pub struct RetryingClient {
    peer: ServiceClient,
    asker: RetryPolicy,
}

impl RetryingClient {
    pub async fn reply(&self, call: &Call) -> Result<Reply, CallError> {
        let ask = || async {
            match self.peer.try_once(call).await {
                Err(CallError::Unavailable(cause)) => Err(Unanswered(cause)),
                answer => Ok(answer),
            }
        };
        self.asker.ask(ask).await.unwrap_or_else(|unanswered| Err(CallError::unavailable(unanswered)))
    }

    /// The same for an answer in JSON.
    pub async fn call<T: DeserializeOwned>(&self, call: &Call) -> Result<T, CallError> {
        self.reply(call).await?.json()
    }
}
