//! Slows a consumer down when everything fails, so that an outage is not multiplied by the number of messages that wait for its end.

use std::time::Duration;

use primitives::{Backoff, FailureStreak, MessageId};
use tokio::time::Instant;

/// More failures in a row, with no success between them, than a batch causes of which every second message is at fault.
const FAILURES: u32 = 32;
/// Something was handled this recently: then it is no outage, and what was only in bad company is found at full speed.
const SUCCESS_COUNTS_FOR: Duration = Duration::from_secs(5);
/// Between two probes. A few a second are no load, and find what was only in bad company before long.
const PAUSES: Backoff = Backoff::new(Duration::from_millis(50), Duration::from_millis(250));
/// A probe that takes longer is not waited for.
const PROBE_WITHIN: Duration = Duration::from_secs(5);

pub(crate) struct OutageBrake {
    group: &'static str,
    in_a_row: u32,
    is_on: bool,
    succeeded_at: Option<Instant>,
    pauses: FailureStreak,
    next_at: Instant,
    /// The one message that is being tried.
    probe: Option<MessageId>,
}

impl OutageBrake {
    pub(crate) fn new(group: &'static str) -> Self {
        let pauses = FailureStreak::of(group, PAUSES);
        Self {
            group,
            in_a_row: 0,
            is_on: false,
            succeeded_at: None,
            pauses,
            next_at: Instant::now(),
            probe: None,
        }
    }

    /// While it is on, what has failed before is tried one message at a time, with growing pauses. What has not is tried as always, and
    /// says whether it is over.
    pub(crate) fn is_on(&self) -> bool {
        self.is_on
    }

    pub(crate) fn allows(&self, now: Instant) -> bool {
        self.next_at <= now
    }

    /// The next probe waits for the outcome of this one.
    pub(crate) fn probes(&mut self, message: MessageId, now: Instant) {
        self.probe = Some(message);
        self.next_at = now + PROBE_WITHIN;
    }

    pub(crate) fn next_attempt(&self) -> Option<Instant> {
        self.is_on.then_some(self.next_at)
    }

    /// Something failed transiently. What has failed alone before has pauses of its own, and says nothing of the others.
    pub(crate) fn failed(&mut self, was_alone: bool, now: Instant) {
        if was_alone || self.is_on {
            return;
        }
        self.in_a_row = self.in_a_row.saturating_add(1);
        let has_worked = self.succeeded_at.is_some_and(|at| now.duration_since(at) < SUCCESS_COUNTS_FOR);
        if self.in_a_row >= FAILURES && !has_worked {
            self.is_on = true;
            self.pause(now);
            tracing::warn!(
                group = self.group,
                "every message fails now, trying one at a time of those that have failed until one succeeds"
            );
        }
    }

    /// One message failed. What was begun before the brake went on says nothing of when to try again.
    pub(crate) fn one_failed(&mut self, message: MessageId, now: Instant) {
        if self.is_on && self.probe == Some(message) {
            self.pause(now);
        }
    }

    fn pause(&mut self, now: Instant) {
        self.probe = None;
        self.next_at = now + self.pauses.failed().length;
    }

    pub(crate) fn succeeded(&mut self, now: Instant) {
        if self.is_on {
            tracing::info!(group = self.group, "messages can be processed again");
        }
        self.in_a_row = 0;
        self.is_on = false;
        self.succeeded_at = Some(now);
        self.probe = None;
        self.pauses.succeeded();
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn message(number: u128) -> MessageId {
        MessageId::from_uuid(Uuid::from_u128(number))
    }

    /// On, and it may probe.
    fn on(now: Instant) -> OutageBrake {
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
        assert!(brake.is_on() && !brake.allows(now) && brake.allows(now + PAUSES.first));
        brake.succeeded(now);
        assert!(!brake.is_on());
    }

    #[test]
    fn it_stays_off_while_something_was_handled_lately() {
        let (mut brake, now) = (OutageBrake::new("group"), Instant::now());
        brake.succeeded(now);
        (0..1_000).for_each(|_| brake.failed(false, now + Duration::from_secs(4)));
        assert!(!brake.is_on());
        brake.failed(false, now + SUCCESS_COUNTS_FOR);
        assert!(brake.is_on());
    }

    #[test]
    fn the_next_probe_waits_for_the_outcome_of_the_one_before_but_not_for_ever() {
        let now = Instant::now();
        let mut brake = on(now);
        brake.probes(message(1), now);
        assert!(!brake.allows(now + Duration::from_secs(4)) && brake.allows(now + PROBE_WITHIN));
        brake.one_failed(message(1), now);
        assert!(!brake.allows(now) && brake.allows(now + PAUSES.longest));
    }

    #[test]
    fn what_was_begun_before_delays_no_probe() {
        let now = Instant::now();
        let mut brake = on(now);
        (2..100).for_each(|number| brake.one_failed(message(number), now));
        assert!(brake.allows(now + PAUSES.first));
    }
}
