//! The one rule of asking a neighbour: every try has a deadline and so have all together, a try without an answer is repeated only
//! where that is safe, and whoever does not answer at all is left alone for a while.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use primitives::{Backoff, Cause, Clock, IdSource};
use tokio::time::{Instant, sleep, timeout};

use crate::{Breaker, metrics};

/// How long, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryConfig {
    /// For one try.
    pub one_try: Duration,
    /// For all of them and the pauses between.
    pub in_all: Duration,
    pub tries_max: u32,
    /// Before the second try; longer before each later one, and never exactly this.
    pub pause: Duration,
}

impl Default for RetryConfig {
    fn default() -> Self {
        Self {
            one_try: Duration::from_secs(1),
            in_all: Duration::from_secs(4),
            tries_max: 3,
            pause: Duration::from_millis(50),
        }
    }
}

impl RetryConfig {
    /// As many tries of this length as before, and time enough for all of them and the pauses between.
    #[must_use]
    pub fn with_tries_of(self, one_try: Duration) -> Self {
        let tries_and_one = self.tries_max.saturating_add(1);
        let pauses = self.pause.saturating_mul(self.tries_max.saturating_mul(tries_and_one));
        Self { one_try, in_all: one_try.saturating_mul(tries_and_one).saturating_add(pauses), ..self }
    }
}

/// Nothing is known of the outcome.
#[derive(Debug, thiserror::Error)]
#[error("there was no answer")]
pub struct Unanswered(#[source] pub Cause);

#[derive(Debug, thiserror::Error)]
#[error("no answer within {0:?}")]
struct NoAnswer(Duration);

#[derive(Debug, thiserror::Error)]
#[error("not asked, because earlier questions had no answer")]
struct NotAsked;

/// Asks one neighbour. One for each, kept for as long as the process lives, because it remembers who does not answer.
pub struct RetryPolicy {
    peer: &'static str,
    patience: RetryConfig,
    breaker: Breaker,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
}

impl RetryPolicy {
    #[must_use]
    pub fn new(
        peer: &'static str,
        patience: RetryConfig,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Self {
        Self { peer, patience, breaker: Breaker::new(peer), clock, ids }
    }

    /// Asks a question that has the same effect however often it is asked. Whatever the question counts as an answer is one, a
    /// refusal too.
    pub async fn ask<T, F>(&self, mut question: impl FnMut() -> F) -> Result<T, Unanswered>
    where
        F: Future<Output = Result<T, Unanswered>>,
    {
        let end = Instant::now() + self.patience.in_all;
        let mut tries = 1;
        loop {
            let error = match self.try_once(&mut question, end).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let pause = self.pause_after(tries);
            if tries >= self.patience.tries_max || Instant::now() + pause >= end {
                return Err(error);
            }
            sleep(pause).await;
            tries += 1;
        }
    }

    async fn try_once<T, F>(&self, question: &mut impl FnMut() -> F, end: Instant) -> Result<T, Unanswered>
    where
        F: Future<Output = Result<T, Unanswered>>,
    {
        if !self.breaker.lets_through(self.clock.now()) {
            metrics::not_asked(self.peer);
            return Err(Unanswered(NotAsked.into()));
        }
        let within = self.patience.one_try.min(end.saturating_duration_since(Instant::now()));
        let answer = timeout(within, question()).await;
        let answer = answer.unwrap_or_else(|_| Err(Unanswered(NoAnswer(within).into())));
        match &answer {
            Ok(_) => self.breaker.answered(),
            Err(_) => self.breaker.failed(self.clock.now()),
        }
        answer
    }

    /// Anything from a half to the whole, so that not all who wait for the same neighbour come back at once.
    fn pause_after(&self, tries: u32) -> Duration {
        let RetryConfig { pause, in_all, .. } = self.patience;
        Backoff::new(pause, in_all).delay(tries).mul_f64(0.5 + self.ids.fraction() / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use primitives::{FakeClock, SeededIds};

    use super::*;

    fn asker(clock: &Arc<FakeClock>) -> RetryPolicy {
        RetryPolicy::new("catalog", RetryConfig::default(), clock.clone(), Arc::new(SeededIds::new(1)))
    }

    fn nothing() -> Result<(), Unanswered> {
        Err(Unanswered("nobody there".into()))
    }

    #[tokio::test(start_paused = true)]
    async fn a_question_without_an_answer_is_repeated_a_few_times_and_an_answer_ends_it() {
        let (clock, asked) = (Arc::new(FakeClock::default()), AtomicU32::new(0));
        let asker = asker(&clock);
        let ask = || async { if asked.fetch_add(1, Ordering::SeqCst) < 2 { nothing() } else { Ok(()) } };
        asker.ask(ask).await.unwrap();
        assert_eq!(asked.swap(0, Ordering::SeqCst), 3);
        let never = || async {
            asked.fetch_add(1, Ordering::SeqCst);
            nothing()
        };
        asker.ask(never).await.unwrap_err();
        assert_eq!(asked.swap(0, Ordering::SeqCst), RetryConfig::default().tries_max);
    }

    #[tokio::test(start_paused = true)]
    async fn every_try_has_a_deadline_and_so_have_all_together() {
        let (clock, asked) = (Arc::new(FakeClock::default()), AtomicU32::new(0));
        let patience = RetryConfig { in_all: Duration::from_millis(1_500), ..RetryConfig::default() };
        let asker = RetryPolicy::new("catalog", patience, clock, Arc::new(SeededIds::new(1)));
        let began = Instant::now();
        let stuck = || {
            asked.fetch_add(1, Ordering::SeqCst);
            std::future::pending::<Result<(), Unanswered>>()
        };
        asker.ask(stuck).await.unwrap_err();
        assert_eq!(asked.load(Ordering::SeqCst), 2, "one whole try, and a second for what was left");
        assert!(began.elapsed() <= Duration::from_millis(1_510), "{:?}", began.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_neighbour_who_never_answers_is_left_alone_for_a_while() {
        let (clock, asked) = (Arc::new(FakeClock::default()), AtomicU32::new(0));
        let asker = asker(&clock);
        let never = || async {
            asked.fetch_add(1, Ordering::SeqCst);
            nothing()
        };
        for _ in 0..10 {
            asker.ask(never).await.unwrap_err();
        }
        assert_eq!(asked.swap(0, Ordering::SeqCst), 5, "it was asked on while the breaker was open");
        clock.advance(Duration::from_secs(2));
        asker.ask(never).await.unwrap_err();
        assert_eq!(asked.load(Ordering::SeqCst), 1, "one question tries whether it is worth while again");
    }
}
