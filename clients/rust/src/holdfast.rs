//! A client of one Holdfast: who is calling, time-outs, and retries with one key.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use primitives::{IdSource, RandomIds, error_chain, hex};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::bodies::headers;
use crate::{CallOptions, Problem, RetryPolicy};

/// Waits for so long.
pub type Pause = Arc<dyn Fn(Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

const TIMEOUT: Duration = Duration::from_secs(15);
const JSON: &str = "application/json";

/// Cheap to clone; clones share their connections. Dropping the future of a call ends it with its retries.
#[derive(Clone)]
pub struct Holdfast {
    url: String,
    http: reqwest::Client,
    access_token: Option<String>,
    caller_id: Option<String>,
    guest_secret: String,
    retry: RetryPolicy,
    timeout: Duration,
    pub(crate) ids: Arc<dyn IdSource>,
    pub(crate) pause: Pause,
}

impl Holdfast {
    #[must_use]
    pub fn at(url: &str) -> Self {
        let ids = Arc::new(RandomIds::default());
        Self {
            url: url.trim_end_matches('/').to_owned(),
            http: reqwest::Client::new(),
            access_token: None,
            caller_id: None,
            guest_secret: format!("secret-{}", random_key(ids.as_ref())),
            retry: RetryPolicy::default(),
            timeout: TIMEOUT,
            ids,
            pause: Arc::new(|length| Box::pin(tokio::time::sleep(length))),
        }
    }

    /// Of a user, by identity.
    #[must_use]
    pub fn with_access_token(self, token: impl Into<String>) -> Self {
        Self { access_token: Some(token.into()), ..self }
    }

    /// Where that header is trusted.
    #[must_use]
    pub fn with_caller_id(self, name: impl Into<String>) -> Self {
        Self { caller_id: Some(name.into()), ..self }
    }

    /// Whose keys and places these are without an identity: keep it to come back to them.
    #[must_use]
    pub fn with_guest_secret(self, secret: impl Into<String>) -> Self {
        Self { guest_secret: secret.into(), ..self }
    }

    #[must_use]
    pub fn with_retry(self, retry: RetryPolicy) -> Self {
        Self { retry, ..self }
    }

    /// Of each attempt.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// With its proxies, certificates and limits.
    #[must_use]
    pub fn with_http(self, http: reqwest::Client) -> Self {
        Self { http, ..self }
    }

    /// Where keys and jitter come from, and how pauses pass: for tests.
    #[must_use]
    pub fn with_chance_and_time(self, ids: Arc<dyn IdSource>, pause: Pause) -> Self {
        Self { ids, pause, ..self }
    }

    /// The body of the answer of any operation; `()` where it has none.
    pub async fn call<Answer: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&(impl Serialize + Sync)>,
        options: &CallOptions,
    ) -> Result<Answer, Problem> {
        let body = body.map(serde_json::to_vec).transpose();
        let body = body.map_err(|error| Problem::unreadable(None, error_chain(&error)))?;
        let key = (method != Method::GET)
            .then(|| options.idempotency_key.clone().unwrap_or_else(|| random_key(self.ids.as_ref())));
        let policy = options.retry.unwrap_or(self.retry);
        let mut failures = 0;
        loop {
            let request = self.request(&method, path, key.as_deref(), options);
            let request = match &body {
                Some(body) => request.header(CONTENT_TYPE, JSON).body(body.clone()),
                None => request,
            };
            let problem = match self.attempt(request, options).await {
                Ok(bytes) => return read(&bytes),
                Err(problem) => problem,
            };
            failures += 1;
            let call = (method == Method::POST, path);
            let pause = policy.pause_after(&problem, failures, call, self.ids.fraction());
            (self.pause)(pause.ok_or(problem)?).await;
        }
    }

    /// The response with the events of this path, as they come.
    pub(crate) async fn open_stream(
        &self,
        path: &str,
        last_event_id: Option<&str>,
    ) -> Result<Response, Problem> {
        let request = self.request(&Method::GET, path, None, &CallOptions::default());
        let request = request.header(ACCEPT, "text/event-stream");
        let request = match last_event_id {
            Some(id) => request.header(headers::LAST_EVENT_ID, id),
            None => request,
        };
        let response = request.send().await.map_err(|error| Problem::network(error_chain(&error)))?;
        if response.status().is_success() { Ok(response) } else { Err(refusal(response).await) }
    }

    fn request(
        &self,
        method: &Method,
        path: &str,
        key: Option<&str>,
        options: &CallOptions,
    ) -> RequestBuilder {
        let ticket = options.queue_ticket.as_deref();
        let bearer = self.access_token.as_ref().map(|token| format!("Bearer {token}"));
        let wait = options.wait.map(|wait| format!("wait={}", wait.as_secs()));
        let secret = (key.is_some() || ticket.is_some()).then_some(self.guest_secret.as_str());
        let named = [
            (AUTHORIZATION.as_str(), bearer.as_deref()),
            (headers::CALLER_ID, self.caller_id.as_deref()),
            (headers::HOLD_TOKEN, options.hold_token.as_deref()),
            (headers::QUEUE_TOKEN, options.sale_pass.as_deref()),
            (headers::QUEUE_TICKET, ticket),
            (headers::PROOF_OF_WORK, options.proof_of_work.as_deref()),
            (headers::IDEMPOTENCY_KEY, key),
            (headers::PREFER, wait.as_deref()),
            (headers::GUEST_SECRET, secret),
        ];
        let url = self.url.clone() + path;
        let request = match Url::parse_with_params(&url, &options.query) {
            Ok(url) if !options.query.is_empty() => self.http.request(method.clone(), url),
            // What cannot be parsed is reported when it is sent.
            Ok(_) | Err(_) => self.http.request(method.clone(), url),
        };
        named
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .fold(request, |request, (name, value)| request.header(name, value))
    }

    async fn attempt(&self, request: RequestBuilder, options: &CallOptions) -> Result<Vec<u8>, Problem> {
        let exchange = async {
            let response = request.send().await.map_err(|error| Problem::network(error_chain(&error)))?;
            if !response.status().is_success() {
                return Err(refusal(response).await);
            }
            let body = response.bytes().await.map_err(|error| Problem::network(error_chain(&error)))?;
            Ok(body.to_vec())
        };
        let limit = options.timeout.unwrap_or(self.timeout);
        timeout(limit, exchange)
            .await
            .unwrap_or_else(|_| Err(Problem::network(format!("no response within {limit:?}"))))
    }
}

async fn refusal(response: Response) -> Problem {
    let status = response.status().as_u16();
    let after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = response.bytes().await.unwrap_or_default();
    Problem::refused(status, after.as_deref(), &body)
}

/// An answer without a body is `null`.
fn read<Answer: DeserializeOwned>(bytes: &[u8]) -> Result<Answer, Problem> {
    let json: &[u8] = if bytes.is_empty() { b"null" } else { bytes };
    serde_json::from_slice(json).map_err(|error| Problem::unreadable(Some(200), error_chain(&error)))
}

fn random_key(ids: &dyn IdSource) -> String {
    let mut bytes = [0; 16];
    ids.fill(&mut bytes);
    hex(&bytes)
}
