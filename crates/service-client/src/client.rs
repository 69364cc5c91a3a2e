//! Another service over HTTP, with its retry policy.

use std::sync::Arc;

use access::ServiceKey;
use async_trait::async_trait;
use contracts::api::{Call, CallError, Reply, Transport};
use primitives::{Cause, Clock, IdSource};

use crate::http_client::HttpClient;
use crate::{RetryConfig, RetryPolicy, ServiceClientConfig, Unanswered};

/// One for each service that is called, kept for as long as the process lives: it remembers which instance answers, and whether any does.
pub struct ServiceClient {
    http: HttpClient,
    retry: RetryConfig,
    policy: RetryPolicy,
}

impl ServiceClient {
    /// `caller` and `called` are names of services: a token says who calls whom. The called one need not be up.
    pub fn new(
        config: &ServiceClientConfig,
        key: &ServiceKey,
        caller: &'static str,
        called: &'static str,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Result<Self, Cause> {
        Ok(Self {
            http: HttpClient::new(config, key, caller, called, clock)?,
            retry: config.retry,
            policy: RetryPolicy::new(called, config.retry, ids),
        })
    }
}

#[async_trait]
impl Transport for ServiceClient {
    async fn send(&self, call: Call) -> Result<Reply, CallError> {
        if !call.route.is_retried {
            return self.http.attempt(&call).await;
        }
        let retry = match call.route.attempt_timeout {
            Some(timeout) => self.retry.with_attempt_timeout(timeout),
            None => self.retry,
        };
        let attempt = || async {
            match self.http.attempt(&call).await {
                Err(CallError::Unavailable(cause)) => Err(Unanswered(cause)),
                answer => Ok(answer),
            }
        };
        let answer = self.policy.run_with(retry, attempt, || self.http.is_out()).await;
        answer.unwrap_or_else(|unanswered| Err(CallError::unavailable(unanswered)))
    }
}
