//! Slows a consumer down when everything fails, so that an outage is not multiplied by the number of messages that wait for its end.

use std::time::Duration;

use primitives::FailureStreak;
use tokio::time::Instant;

use crate::retry::RETRIES;

/// More failures in a row, with no success between them, than a batch causes of which every second message is at fault.
const FAILURES: u32 = 32;
/// A message that has never failed may be the first that can be handled again: it waits no longer than this, whatever the pauses are.
const FRESH_WITHIN: Duration = Duration::from_millis(250);

/// Which message may be tried while the brake is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Probe {
    Any,
    /// One that was never in an attempt that failed.
    Fresh,
}

pub(crate) struct OutageBrake {
    group: &'static str,
    in_a_row: u32,
    pauses: FailureStreak,
    next_at: Instant,
    fresh_at: Instant,
}

impl OutageBrake {
    pub(crate) fn new(group: &'static str) -> Self {
        let now = Instant::now();
        let pauses = FailureStreak::of(group, RETRIES);
        Self { group, in_a_row: 0, pauses, next_at: now, fresh_at: now }
    }

    /// While it is on, one message at a time is tried, with growing pauses.
    pub(crate) fn is_on(&self) -> bool {
        self.in_a_row >= FAILURES
    }

    pub(crate) fn allows(&self, now: Instant) -> Option<Probe> {
        match (self.next_at <= now, self.fresh_at <= now) {
            (true, _) => Some(Probe::Any),
            (false, true) => Some(Probe::Fresh),
            (false, false) => None,
        }
    }

    /// The next attempt waits for the outcome of this one.
    pub(crate) fn attempted(&mut self, now: Instant) {
        self.pause(RETRIES.longest, now);
    }

    /// The next times at which a message may be tried.
    pub(crate) fn next_attempts(&self) -> [Option<Instant>; 2] {
        [self.next_at, self.fresh_at].map(|at| self.is_on().then_some(at))
    }

    fn pause(&mut self, length: Duration, now: Instant) {
        self.next_at = now + length;
        self.fresh_at = now + length.min(FRESH_WITHIN);
    }

    /// Something failed transiently. What has failed alone before has pauses of its own, and says nothing of the others.
    pub(crate) fn failed(&mut self, was_alone: bool, now: Instant) {
        if was_alone && !self.is_on() {
            return;
        }
        let was_on = self.is_on();
        self.in_a_row = self.in_a_row.saturating_add(1);
        if self.is_on() {
            let pause = self.pauses.failed().length;
            self.pause(pause, now);
        }
        if self.is_on() && !was_on {
            tracing::warn!(
                group = self.group,
                "every message fails now, trying one at a time until one succeeds"
            );
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
    use super::*;

    fn brake(now: Instant) -> OutageBrake {
        let mut brake = OutageBrake::new("group");
        (0..FAILURES).for_each(|_| brake.failed(false, now));
        brake
    }

    #[test]
    fn it_is_on_after_failures_in_a_row_and_off_after_one_success() {
        let (mut brake, now) = (OutageBrake::new("group"), Instant::now());
        for _ in 1..FAILURES {
            brake.failed(false, now);
            brake.failed(true, now);
        }
        assert!(!brake.is_on(), "failures of what fails alone count");
        brake.failed(false, now);
        assert!(brake.is_on() && brake.allows(now).is_none());
        assert_eq!(brake.allows(now + RETRIES.first), Some(Probe::Any));
        brake.succeeded();
        assert!(!brake.is_on());
    }

    #[test]
    fn what_has_never_failed_does_not_wait_for_the_end_of_a_long_pause() {
        let now = Instant::now();
        let mut brake = brake(now);
        (0..9).for_each(|_| brake.failed(true, now));
        let soon = now + FRESH_WITHIN;
        assert_eq!(brake.allows(soon), Some(Probe::Fresh));
        assert_eq!(brake.allows(now + RETRIES.longest), Some(Probe::Any));
        brake.attempted(soon);
        assert_eq!(brake.allows(soon + FRESH_WITHIN / 2), None, "a second attempt right behind the first");
        assert_eq!(brake.allows(soon + FRESH_WITHIN), Some(Probe::Fresh));
    }
}
