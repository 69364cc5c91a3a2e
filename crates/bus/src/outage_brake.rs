//! Slows a consumer down when everything fails, so that an outage is not multiplied by the number of messages that wait for its end.

use primitives::FailureStreak;
use tokio::time::Instant;

use crate::retry::RETRIES;

/// More failures in a row, with no success between them, than a batch causes of which every second message is at fault.
const FAILURES: u32 = 32;

pub(crate) struct OutageBrake {
    group: &'static str,
    in_a_row: u32,
    pauses: FailureStreak,
    next_at: Instant,
}

impl OutageBrake {
    pub(crate) fn new(group: &'static str) -> Self {
        Self { group, in_a_row: 0, pauses: FailureStreak::of(group, RETRIES), next_at: Instant::now() }
    }

    /// While it is on, what has failed before is tried one message at a time, with growing pauses. What has not is tried as always, and
    /// says whether it is over.
    pub(crate) fn is_on(&self) -> bool {
        self.in_a_row >= FAILURES
    }

    pub(crate) fn allows(&self, now: Instant) -> bool {
        self.next_at <= now
    }

    /// The next attempt waits for the outcome of this one.
    pub(crate) fn attempted(&mut self, now: Instant) {
        self.next_at = now + RETRIES.longest;
    }

    pub(crate) fn next_attempt(&self) -> Option<Instant> {
        self.is_on().then_some(self.next_at)
    }

    /// Something failed transiently. What has failed alone before has pauses of its own, and says nothing of the others.
    pub(crate) fn failed(&mut self, was_alone: bool, now: Instant) {
        if !was_alone && !self.is_on() {
            self.in_a_row = self.in_a_row.saturating_add(1);
            if self.is_on() {
                self.suspect_failed(now);
                tracing::warn!(
                    group = self.group,
                    "every message fails now, trying one at a time of those that have failed until one succeeds"
                );
            }
        }
    }

    /// What failed had failed before.
    pub(crate) fn suspect_failed(&mut self, now: Instant) {
        if self.is_on() {
            self.next_at = now + self.pauses.failed().length;
        }
    }

    pub(crate) fn succeeded(&mut self) {
        if self.is_on() {
            tracing::info!(group = self.group, "messages can be processed again");
        }
        self.in_a_row = 0;
        self.pauses.succeeded();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn it_is_on_after_failures_in_a_row_and_off_after_one_success() {
        let (mut brake, now) = (OutageBrake::new("group"), Instant::now());
        for _ in 1..FAILURES {
            brake.failed(false, now);
            brake.failed(true, now);
        }
        assert!(!brake.is_on(), "failures of what fails alone count");
        brake.failed(false, now);
        assert!(brake.is_on() && !brake.allows(now) && brake.allows(now + RETRIES.first));
        let soon = now + RETRIES.first;
        brake.attempted(soon);
        assert!(!brake.allows(soon + Duration::from_secs(1)), "a second attempt before the first has ended");
        brake.succeeded();
        assert!(!brake.is_on());
    }
}
