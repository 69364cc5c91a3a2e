//! Asks everything that the services of this process depend on.

use std::sync::Arc;
use std::time::Duration;

use contracts::ErrorCode;
use futures::future::join_all;
use lifecycle::ReadyCheck;
use primitives::Backoff;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::ApiError;

const CHECK_TIMEOUT: Duration = Duration::from_secs(1);
/// Between two rounds while the process starts.
const STARTING: Backoff = Backoff::new(Duration::from_millis(5), Duration::from_millis(100));

/// Every dependency of every service here.
pub(crate) struct Checks {
    all: Vec<Arc<dyn ReadyCheck>>,
    last: Mutex<Option<Round>>,
}

/// What all of them answered. The reasons are for the log.
#[derive(Clone)]
pub(super) struct Round {
    began: Instant,
    outcomes: Vec<Outcome>,
}

#[derive(Clone)]
struct Outcome {
    name: String,
    is_needed: bool,
    passes: bool,
}

impl Checks {
    pub(crate) fn new(all: Vec<Arc<dyn ReadyCheck>>) -> Self {
        Self { all, last: Mutex::default() }
    }

    /// One round at a time, however many ask: those who wait for it to end share the next.
    pub(super) async fn round(&self) -> Round {
        let asked = Instant::now();
        let mut last = self.last.lock().await;
        if let Some(shared) = last.as_ref().filter(|round| round.began >= asked).cloned() {
            return shared;
        }
        let round = self.check_all().await;
        *last = Some(round.clone());
        round
    }

    /// Returns when everything has answered that is needed. At the start dependencies may take their time.
    pub(crate) async fn until_needed_pass(&self) {
        for round in 1.. {
            if self.round().await.needed_pass().is_ok() {
                return;
            }
            tokio::time::sleep(STARTING.delay(round)).await;
        }
    }

    async fn check_all(&self) -> Round {
        let began = Instant::now();
        let outcomes = join_all(self.all.iter().map(|check| outcome(Arc::clone(check)))).await;
        Round { began, outcomes }
    }
}

async fn outcome(check: Arc<dyn ReadyCheck>) -> Outcome {
    let answer = tokio::time::timeout(CHECK_TIMEOUT, check.check()).await;
    let answer = answer.unwrap_or_else(|_| Err("no answer within a second".into()));
    let (name, is_needed) = (check.name().to_owned(), check.is_needed());
    if let Err(error) = &answer {
        let error = error.as_ref() as &dyn std::error::Error;
        tracing::warn!(dependency = name.as_str(), is_needed, error, "a dependency is not available");
    }
    Outcome { name, is_needed, passes: answer.is_ok() }
}

impl Round {
    pub(super) fn all_pass(&self) -> Result<(), ApiError> {
        self.pass_if(|_| true)
    }

    pub(super) fn needed_pass(&self) -> Result<(), ApiError> {
        self.pass_if(|outcome| outcome.is_needed)
    }

    /// Names those that fail.
    fn pass_if(&self, counts: impl Fn(&Outcome) -> bool) -> Result<(), ApiError> {
        let failed = self.outcomes.iter().filter(|outcome| counts(outcome) && !outcome.passes);
        let names: Vec<&str> = failed.map(|outcome| outcome.name.as_str()).collect();
        if names.is_empty() {
            return Ok(());
        }
        Err(ApiError::new(ErrorCode::Unavailable, format!("not available: {}", names.join(", "))))
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.outcomes.iter().map(|Outcome { name, is_needed, passes }| {
            let outcome = if *passes { "passes" } else { "fails" };
            let weight = if *is_needed { "needed" } else { "only reported" };
            format!("{name}: {outcome}, {weight}")
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_trait::async_trait;

    use super::*;

    #[derive(Default)]
    struct Counting(AtomicUsize);

    #[async_trait]
    impl ReadyCheck for Counting {
        fn name(&self) -> &str {
            "counting"
        }

        async fn check(&self) -> Result<(), primitives::Cause> {
            self.0.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            Ok(())
        }
    }

    #[tokio::test]
    async fn all_who_ask_during_one_round_share_the_next() {
        let counting = Arc::new(Counting::default());
        let checks = Checks::new(vec![counting.clone()]);
        let rounds = join_all((0..20).map(|_| checks.round())).await;
        assert!(rounds.iter().all(|round| round.all_pass().is_ok()));
        assert_eq!(counting.0.load(Ordering::SeqCst), 2);
        checks.round().await.all_pass().unwrap();
        assert_eq!(counting.0.load(Ordering::SeqCst), 3, "a later answer is a new one");
    }
}
