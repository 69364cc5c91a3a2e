//! One attempt of a call over HTTP.

use std::sync::Arc;
use std::time::Duration;

use access::{Bearer, ServiceKey};
use bytes::{Bytes, BytesMut};
use contracts::api::{Call, CallError, Refusal, Reply};
use contracts::http::error::ErrorBody;
use primitives::{Cause, Clock};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Client, Method, Response, StatusCode, Url, redirect};
use tokio::sync::Semaphore;
use tracing::Instrument;

use crate::ServiceClientConfig;
use crate::instance_pool::InstancePool;
use crate::metrics::Timed;

/// Of idle connections; shorter than the server keeps them, so that none is closed at the moment it is used again.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
const REFUSAL_BYTES_MAX: usize = 64 * 1024;

pub(crate) struct HttpClient {
    client: Client,
    instances: InstancePool,
    bearer: Bearer,
    permits: Arc<Semaphore>,
}

#[derive(Debug, thiserror::Error)]
#[error("answered with status {0} and a body that is not an error of ours")]
struct NotAnError(StatusCode);

#[derive(Debug, thiserror::Error)]
#[error("the service has no instance")]
struct NoInstance;

#[derive(Debug, thiserror::Error)]
#[error("answered with more than {0} bytes")]
struct TooLarge(usize);

#[derive(Debug, thiserror::Error)]
#[error("answered {0}")]
struct ServerError(Refusal);

impl HttpClient {
    pub(crate) fn new(
        config: &ServiceClientConfig,
        key: &ServiceKey,
        caller: &'static str,
        called: &'static str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Cause> {
        let client = Client::builder()
            .connect_timeout(config.retry.attempt_timeout)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_max_idle_per_host(config.calls_max)
            .redirect(redirect::Policy::none())
            .tcp_nodelay(true)
            .build()?;
        Ok(Self {
            client,
            instances: InstancePool::new(config.instances.clone(), config.dns_server),
            bearer: Bearer::new(key.clone(), caller, called, clock),
            permits: Arc::new(Semaphore::new(config.calls_max)),
        })
    }

    /// Whether a failure says something of the whole service, and not of one instance alone.
    pub(crate) fn is_out(&self) -> bool {
        self.instances.is_out()
    }

    /// Without a deadline of its own: its caller has one.
    pub(crate) async fn attempt(&self, call: &Call) -> Result<Reply, CallError> {
        let (peer, name, method) = (self.bearer.audience(), call.route.name, method(call));
        let timed = Timed::begin(peer, name);
        let span = tracing::info_span!(
            "call",
            otel.name = format!("{name} {peer}"),
            otel.kind = "client",
            http.request.method = method.as_str(),
        );
        let answer = self.send(call, method).instrument(span).await;
        timed.ended(match &answer {
            Ok(_) => "answered",
            Err(CallError::Refused(_)) => "refused",
            Err(CallError::Unavailable(_)) => "unavailable",
        });
        answer
    }

    async fn send(&self, call: &Call, method: Method) -> Result<Reply, CallError> {
        let _permit = self.permits.acquire().await.map_err(CallError::unavailable)?;
        self.instances.refresh().await;
        let attempt = self.instances.attempt().ok_or_else(|| CallError::unavailable(NoInstance))?;
        let url = attempt.url.join(&call.path).map_err(CallError::unavailable)?;
        let answer = self.send_to(url, call, method).await;
        if !matches!(answer, Err(CallError::Unavailable(_))) {
            attempt.answered();
        }
        answer
    }

    async fn send_to(&self, url: Url, call: &Call, method: Method) -> Result<Reply, CallError> {
        let token = self.bearer.token().map_err(CallError::unavailable)?;
        let mut request = self.client.request(method, url).header(AUTHORIZATION, format!("Bearer {token}"));
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
        let headers = headers(&response);
        let body = read(response, call.route.answer_bytes_max).await.map_err(CallError::Unavailable)?;
        Ok(Reply { headers, body })
    }
}

fn method(call: &Call) -> Method {
    if call.body.is_some() { Method::POST } else { Method::GET }
}

fn headers(response: &Response) -> Vec<(&'static str, String)> {
    let value = |name| response.headers().get(name)?.to_str().ok();
    Reply::HEADERS.iter().filter_map(|name| Some((*name, value(*name)?.to_owned()))).collect()
}

/// A 4xx in our words is a decision. Anything else is none: what the service had done by then is unknown.
async fn refused(response: Response) -> CallError {
    let status = response.status();
    let body = match read(response, REFUSAL_BYTES_MAX).await {
        Ok(body) => body,
        Err(cause) => return CallError::Unavailable(cause),
    };
    let Ok(ErrorBody { code, message, details, .. }) = serde_json::from_slice(&body) else {
        return CallError::unavailable(NotAnError(status));
    };
    let refusal = Refusal { code, message, details };
    if status.is_client_error() {
        CallError::Refused(refusal)
    } else {
        CallError::unavailable(ServerError(refusal))
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
