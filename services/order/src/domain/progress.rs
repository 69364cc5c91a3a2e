//! The progress of an order: the state of its saga, and the bookkeeping that is the same for every step.

use primitives::Timestamp;

use super::saga::{Input, State, Transition};
use super::{Entry, Outcome, SagaTimeouts};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub state: State,
    /// Counts the changes of the order, from 1. A change is stored only on top of the version that it was made from.
    pub version: u64,
    /// How many times the commands that this state waits for were sent.
    pub attempt: u32,
    /// How many timeline entries there are.
    pub entries: u32,
    /// Since when the saga is in this state.
    pub entered: Timestamp,
    pub updated: Timestamp,
    pub due: Option<Timestamp>,
}

/// One step: the progress after it, and its timeline entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressChange {
    pub progress: Progress,
    pub entries: Vec<Entry>,
}

impl Progress {
    /// The first version of an order, which is accepted `now`.
    #[must_use]
    pub fn begin(transition: &Transition, timeouts: &SagaTimeouts, now: Timestamp) -> ProgressChange {
        let before = Self {
            state: transition.next.clone(),
            version: 0,
            attempt: 1,
            entries: 0,
            entered: now,
            updated: now,
            due: timeouts.due(&transition.next, now, 1, now),
        };
        before.with_entries(transition, now)
    }

    /// What the transition makes of this progress; none for an input that changes nothing.
    #[must_use]
    pub fn step(
        &self,
        input: &Input,
        transition: &Transition,
        timeouts: &SagaTimeouts,
        created: Timestamp,
        now: Timestamp,
    ) -> Option<ProgressChange> {
        let is_new = transition.next != self.state;
        if !is_new && transition.commands.is_empty() && transition.timeline.is_empty() {
            return None;
        }
        let mut after = Self { state: transition.next.clone(), ..self.clone() };
        let moved = std::mem::discriminant(&self.state) != std::mem::discriminant(&after.state);
        if moved {
            after.attempt = 1;
            after.entered = now;
        } else if *input == Input::ResendDue {
            after.attempt = self.attempt.saturating_add(1);
        }
        let due = timeouts.due(&after.state, created, after.attempt, now);
        let keeps_waiting = !moved && *input != Input::ResendDue;
        after.due = if keeps_waiting { due.and(self.due) } else { due };
        // A reply belongs to the attempt that it answers, a command that follows from it to the first attempt of the next state.
        Some(after.with_entries_since(transition, self.attempt, moved, now))
    }

    fn with_entries(self, transition: &Transition, now: Timestamp) -> ProgressChange {
        self.with_entries_since(transition, 1, true, now)
    }

    fn with_entries_since(
        mut self,
        transition: &Transition,
        sent: u32,
        moved: bool,
        now: Timestamp,
    ) -> ProgressChange {
        let entries = transition.timeline.iter().map(|(step, outcome)| {
            let answers_earlier_state = moved && *outcome != Outcome::Sent;
            let attempt = match (step.is_sent_once(), answers_earlier_state) {
                (true, _) => 1,
                (false, true) => sent,
                (false, false) => self.attempt,
            };
            Entry { step: *step, at: now, outcome: *outcome, attempt }
        });
        let entries: Vec<Entry> = entries.filter(|entry| entry.outcome.is_listed(entry.attempt)).collect();
        self.version += 1;
        self.updated = now;
        self.entries = self.entries.saturating_add(u32::try_from(entries.len()).unwrap_or(u32::MAX));
        ProgressChange { progress: self, entries }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::Step;
    use crate::domain::saga::{self, Ledger};

    const CREATED: Timestamp = Timestamp::from_micros(1_000_000);

    fn after(seconds: u64) -> Timestamp {
        CREATED.plus(Duration::from_secs(seconds))
    }

    fn step(progress: &Progress, input: &Input, at: u64) -> Option<ProgressChange> {
        let transition = saga::on(&progress.state, input);
        progress.step(input, &transition, &SagaTimeouts::default(), CREATED, after(at))
    }

    fn begun() -> Progress {
        Progress::begin(&saga::start(), &SagaTimeouts::default(), CREATED).progress
    }

    #[test]
    fn an_accepted_order_is_version_one_and_due_at_its_first_deadline() {
        let change = Progress::begin(&saga::start(), &SagaTimeouts::default(), CREATED);
        assert_eq!((change.progress.version, change.progress.entries), (1, 2));
        assert_eq!(change.progress.due, Some(after(30)));
        assert_eq!(change.entries.len(), 2);
    }

    #[test]
    fn a_reply_is_listed_with_the_attempt_that_it_answers() {
        let confirming = step(&begun(), &Input::Authorized, 1).unwrap().progress;
        let again = step(&confirming, &Input::ResendDue, 3).unwrap();
        assert_eq!((again.progress.attempt, again.progress.due), (2, Some(after(7))));
        assert_eq!(
            again.entries,
            [Entry { step: Step::Confirm, at: after(3), outcome: Outcome::Sent, attempt: 2 }]
        );

        let sold = step(&again.progress, &Input::Confirmed(Ledger::Sold), 4).unwrap();
        let listed: Vec<_> =
            sold.entries.iter().map(|entry| (entry.step, entry.outcome, entry.attempt)).collect();
        assert_eq!(listed, [(Step::Confirm, Outcome::Done, 2), (Step::Capture, Outcome::Sent, 1)]);
        assert_eq!((sold.progress.version, sold.progress.entries), (4, 7));
    }

    #[test]
    fn an_input_that_the_state_ignores_changes_nothing() {
        assert_eq!(step(&begun(), &Input::Captured, 1), None);
        assert_eq!(step(&begun(), &Input::ResendDue, 1), None);
    }

    #[test]
    fn half_a_compensation_keeps_its_attempts_and_its_due_time() {
        let undoing = step(&begun(), &Input::DeadlinePassed, 30).unwrap().progress;
        let second = step(&undoing, &Input::ResendDue, 31).unwrap().progress;
        let voided = step(&second, &Input::Voided, 32).unwrap().progress;
        assert_eq!((voided.attempt, voided.due, voided.entered), (2, second.due, undoing.entered));
        let cancelled = step(&voided, &Input::Released, 33).unwrap().progress;
        assert_eq!((cancelled.due, cancelled.entered), (None, after(33)));
    }

    #[test]
    fn the_seats_of_a_refused_void_are_released_until_they_are_back() {
        let undoing = step(&begun(), &Input::DeadlinePassed, 30).unwrap().progress;
        let stuck = step(&undoing, &Input::VoidRefused, 31).unwrap().progress;
        assert_eq!(stuck.due, Some(after(32)));
        let released = step(&stuck, &Input::Released, 32).unwrap().progress;
        assert_eq!(released.due, None);
    }
}
