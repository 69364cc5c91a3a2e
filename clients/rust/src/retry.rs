//! Which failed calls are sent again, how often, and after which pause.

use std::time::Duration;

use primitives::Backoff;

use crate::Problem;

/// POSTs under these have one effect for each key, or are about one place in a line: sent again, they bring the first answer.
const ONE_EFFECT: [&str; 7] = [
    "/api/reservations",
    "/api/orders",
    "/api/v1/tickets/reserve",
    "/api/waiting-room/place",
    "/api/waiting-room/events",
    "/purchase",
    "/pay",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The first one included.
    pub attempts: u32,
    pub first: Duration,
    pub longest: Duration,
    /// A server that asks for a longer pause is not waited for: the caller decides.
    pub retry_after_max: Duration,
}

impl RetryPolicy {
    /// For callers that have a retry policy of their own.
    #[must_use]
    pub fn once() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// The pause before the next attempt, after so many failures in a row; none: there is no next one. `fraction` is evenly spread
    /// from 0 to 1.
    pub(crate) fn pause_after(
        &self,
        problem: &Problem,
        failures: u32,
        (is_post, path): (bool, &str),
        fraction: f64,
    ) -> Option<Duration> {
        // A limit refuses before anything is done; after anything else the outcome may be unknown.
        let is_safe = problem.status == Some(429) || !is_post || has_one_effect(path);
        let asked = problem.retry_after.unwrap_or_default();
        let is_next =
            failures < self.attempts && problem.may_pass() && is_safe && asked <= self.retry_after_max;
        is_next.then(|| asked + jittered(Backoff::new(self.first, self.longest), failures, fraction))
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            first: Duration::from_millis(250),
            longest: Duration::from_secs(4),
            retry_after_max: Duration::from_secs(30),
        }
    }
}

/// Half of the pause is jitter: clients that failed together must not retry together.
pub(crate) fn jittered(backoff: Backoff, failures: u32, fraction: f64) -> Duration {
    backoff.delay(failures).mul_f64(0.5 + fraction / 2.0)
}

fn has_one_effect(path: &str) -> bool {
    let below = |prefix: &&str| {
        path.strip_prefix(*prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    ONE_EFFECT.iter().any(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUSY: &[u8] = br#"{"code":"UNAVAILABLE","message":"busy","traceId":"f","retryable":true}"#;
    const SOLD: &[u8] = br#"{"code":"SEAT_SOLD","message":"sold","traceId":"f"}"#;

    fn pause(problem: &Problem, failures: u32, call: (bool, &str)) -> Option<u128> {
        RetryPolicy::default().pause_after(problem, failures, call, 1.0).map(|pause| pause.as_millis())
    }

    #[test]
    fn a_pause_is_what_the_server_asks_for_and_a_backoff() {
        let busy = Problem::refused(503, Some("2"), BUSY);
        let pauses = [1, 2, 3, 4].map(|failures| pause(&busy, failures, (false, "/api/events")));
        assert_eq!(pauses, [Some(2_250), Some(2_500), Some(3_000), None]);
        assert_eq!(
            jittered(Backoff::new(Duration::from_secs(2), Duration::from_secs(9)), 1, 0.0).as_secs(),
            1
        );
    }

    #[test]
    fn a_server_that_asks_for_minutes_is_not_waited_for() {
        assert_eq!(pause(&Problem::refused(503, Some("600"), BUSY), 1, (false, "/api/events")), None);
    }

    #[test]
    fn what_no_later_attempt_can_change_is_not_tried_again() {
        assert_eq!(pause(&Problem::refused(409, None, SOLD), 1, (true, "/api/reservations")), None);
    }

    #[test]
    fn where_the_outcome_is_unknown_only_what_has_one_effect_is_sent_again() {
        let lost = Problem::network("lost");
        assert!(pause(&lost, 1, (true, "/api/reservations/best")).is_some());
        assert!(pause(&lost, 1, (true, "/api/orders")).is_some());
        assert!(pause(&lost, 1, (true, "/api/auth/login")).is_none());
        assert!(pause(&lost, 1, (true, "/payments")).is_none());
        assert!(pause(&Problem::refused(429, None, BUSY), 1, (true, "/api/auth/login")).is_some());
    }
}
