//! The one retry policy of calls between services: a timeout for each attempt and for all of them, a few attempts with jittered backoff,
//! and a circuit breaker.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use primitives::{Backoff, Cause, IdSource};
use tokio::time::{Instant, sleep, timeout};

use crate::{Breaker, metrics};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryConfig {
    pub attempt_timeout: Duration,
    /// For all attempts and the backoff between them.
    pub total_timeout: Duration,
    pub attempts_max: u32,
    /// Before the second attempt; it grows before each later one.
    pub backoff: Duration,
}

impl Default for RetryConfig {
    fn default() -> Self {
        Self {
            attempt_timeout: Duration::from_secs(1),
            total_timeout: Duration::from_secs(4),
            attempts_max: 3,
            backoff: Duration::from_millis(50),
        }
    }
}

impl RetryConfig {
    /// As many attempts as before, and time enough for all of them and the backoff between.
    #[must_use]
    pub fn with_attempt_timeout(self, attempt_timeout: Duration) -> Self {
        let attempts_and_one = self.attempts_max.saturating_add(1);
        let backoff = self.backoff.saturating_mul(self.attempts_max.saturating_mul(attempts_and_one));
        let total_timeout = attempt_timeout.saturating_mul(attempts_and_one).saturating_add(backoff);
        Self { attempt_timeout, total_timeout, ..self }
    }
}

/// Nothing is known of the outcome.
#[derive(Debug, thiserror::Error)]
#[error("there was no answer")]
pub struct Unanswered(#[source] pub Cause);

#[derive(Debug, thiserror::Error)]
#[error("no answer within {0:?}")]
struct TimedOut(Duration);

#[derive(Debug, thiserror::Error)]
#[error("not attempted, because the circuit breaker is open")]
struct BreakerOpen;

/// One for each service that is called, kept for as long as the process lives, because its breaker remembers who does not answer. It
/// knows nothing of HTTP, so that a use case can retry a port with it.
pub struct RetryPolicy {
    peer: &'static str,
    config: RetryConfig,
    breaker: Breaker,
    ids: Arc<dyn IdSource>,
}

impl RetryPolicy {
    #[must_use]
    pub fn new(peer: &'static str, config: RetryConfig, ids: Arc<dyn IdSource>) -> Self {
        Self { peer, config, breaker: Breaker::new(peer), ids }
    }

    /// Makes a call that has the same effect however often it is made. Whatever `attempt` returns as an answer ends it, a refusal too.
    pub async fn run<T, F>(&self, attempt: impl FnMut() -> F) -> Result<T, Unanswered>
    where
        F: Future<Output = Result<T, Unanswered>>,
    {
        self.run_with(self.config, attempt, || true).await
    }

    /// The same for a call with timeouts of its own, behind the same breaker, for which a failure counts only while `is_out`.
    pub(crate) async fn run_with<T, F>(
        &self,
        config: RetryConfig,
        mut attempt: impl FnMut() -> F,
        is_out: impl Fn() -> bool,
    ) -> Result<T, Unanswered>
    where
        F: Future<Output = Result<T, Unanswered>>,
    {
        let end = Instant::now() + config.total_timeout;
        let mut attempts = 1;
        loop {
            let within = config.attempt_timeout.min(end.saturating_duration_since(Instant::now()));
            let error = match self.attempt(&mut attempt, within, &is_out).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let pause = self.jittered(config, attempts);
            if attempts >= config.attempts_max || Instant::now() + pause >= end {
                return Err(error);
            }
            sleep(pause).await;
            attempts += 1;
        }
    }

    async fn attempt<T, F>(
        &self,
        attempt: &mut impl FnMut() -> F,
        within: Duration,
        is_out: &impl Fn() -> bool,
    ) -> Result<T, Unanswered>
    where
        F: Future<Output = Result<T, Unanswered>>,
    {
        if !self.breaker.allows(Instant::now()) {
            metrics::rejected(self.peer);
            return Err(Unanswered(BreakerOpen.into()));
        }
        let answer = timeout(within, attempt()).await;
        let answer = answer.unwrap_or_else(|_| Err(Unanswered(TimedOut(within).into())));
        match &answer {
            Ok(_) => self.breaker.succeeded(),
            Err(_) if is_out() => self.breaker.failed(Instant::now()),
            Err(_) => {}
        }
        answer
    }

    /// From half of the backoff to all of it, so that not all callers of one service come back at once.
    fn jittered(&self, config: RetryConfig, attempts: u32) -> Duration {
        let backoff = Backoff::new(config.backoff, config.total_timeout).delay(attempts);
        backoff.mul_f64(0.5 + self.ids.fraction() / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use primitives::SeededIds;
    use tokio::time::advance;

    use super::*;

    fn policy(config: RetryConfig) -> RetryPolicy {
        RetryPolicy::new("catalog", config, Arc::new(SeededIds::new(1)))
    }

    fn unanswered() -> Result<(), Unanswered> {
        Err(Unanswered("connection refused".into()))
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_without_an_answer_is_retried_a_few_times_and_an_answer_ends_it() {
        let attempts = AtomicU32::new(0);
        let policy = policy(RetryConfig::default());
        let third =
            || async { if attempts.fetch_add(1, Ordering::SeqCst) < 2 { unanswered() } else { Ok(()) } };
        policy.run(third).await.unwrap();
        assert_eq!(attempts.swap(0, Ordering::SeqCst), 3);
        let never = || async {
            attempts.fetch_add(1, Ordering::SeqCst);
            unanswered()
        };
        policy.run(never).await.unwrap_err();
        assert_eq!(attempts.swap(0, Ordering::SeqCst), RetryConfig::default().attempts_max);
    }

    #[tokio::test(start_paused = true)]
    async fn each_attempt_has_a_timeout_and_so_have_all_together() {
        let attempts = AtomicU32::new(0);
        let config = RetryConfig { total_timeout: Duration::from_millis(1_500), ..RetryConfig::default() };
        let policy = policy(config);
        let began = Instant::now();
        let stuck = || {
            attempts.fetch_add(1, Ordering::SeqCst);
            std::future::pending::<Result<(), Unanswered>>()
        };
        policy.run(stuck).await.unwrap_err();
        assert_eq!(attempts.load(Ordering::SeqCst), 2, "one whole attempt, and a second for what was left");
        assert!(began.elapsed() <= Duration::from_millis(1_510), "{:?}", began.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_that_never_answers_is_not_called_for_a_while() {
        let attempts = AtomicU32::new(0);
        let policy = policy(RetryConfig::default());
        let never = || async {
            attempts.fetch_add(1, Ordering::SeqCst);
            unanswered()
        };
        for _ in 0..10 {
            policy.run(never).await.unwrap_err();
        }
        assert_eq!(attempts.swap(0, Ordering::SeqCst), 5, "it was called while the breaker was open");
        advance(Duration::from_secs(2)).await;
        policy.run(never).await.unwrap_err();
        assert_eq!(attempts.load(Ordering::SeqCst), 1, "one call finds out whether it answers again");
    }
}
