//! Deadlines and retries of a saga: when an order that waits is due, and which input it gets then. Deadlines count from the creation of the
//! order.

use std::time::Duration;

use primitives::{Backoff, Timestamp};

use super::saga::{Input, Problem, State};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SagaTimeouts {
    /// An authorization without a reply by then is voided.
    pub authorize: Duration,
    /// A confirmation without a reply by then is undone.
    pub confirm: Duration,
    /// How long the seats stay pinned: longer than both deadlines.
    pub pin: Duration,
    /// A confirmation is sent again after this, and then with exponential backoff: resending does not speed up one that waits in a queue.
    pub confirm_again: Duration,
    /// Captures and compensations are sent again for ever, with exponential backoff from `retry_min` to `retry_max`.
    pub retry_min: Duration,
    pub retry_max: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTimeouts {
    #[error(
        "the deadlines of an order have to grow: authorize ({authorize:?}) < confirm ({confirm:?}) < pin ({pin:?})"
    )]
    Deadlines { authorize: Duration, confirm: Duration, pin: Duration },
    #[error(
        "the retries of an order need 0 < least ({min:?}) <= most ({max:?}), and a confirm sent again after more than 0"
    )]
    Retries { min: Duration, max: Duration },
}

impl Default for SagaTimeouts {
    fn default() -> Self {
        Self {
            authorize: Duration::from_secs(30),
            confirm: Duration::from_secs(60),
            pin: Duration::from_secs(90),
            confirm_again: Duration::from_secs(2),
            retry_min: Duration::from_secs(1),
            retry_max: Duration::from_secs(30),
        }
    }
}

impl SagaTimeouts {
    pub fn validate(self) -> Result<Self, InvalidTimeouts> {
        let Self { authorize, confirm, pin, retry_min: min, retry_max: max, .. } = self;
        if authorize.is_zero() || authorize >= confirm || confirm >= pin {
            return Err(InvalidTimeouts::Deadlines { authorize, confirm, pin });
        }
        if min.is_zero() || min > max || self.confirm_again.is_zero() {
            return Err(InvalidTimeouts::Retries { min, max });
        }
        Ok(self)
    }

    /// Whether seats that are pinned until then stay the order's for as long as it may take to be decided.
    #[must_use]
    pub fn end_before(&self, pinned_until: Timestamp, created: Timestamp) -> bool {
        created.plus(self.confirm) < pinned_until
    }

    /// When `state` is due after its commands were sent for the `attempt`-th time, `now`; never for a state that waits for nothing.
    #[must_use]
    pub fn due(&self, state: &State, created: Timestamp, attempt: u32, now: Timestamp) -> Option<Timestamp> {
        match state {
            State::Authorizing => Some(created.plus(self.authorize)),
            State::Confirming => {
                let again = now.plus(Backoff::new(self.confirm_again, self.confirm).delay(attempt));
                Some(again.min(created.plus(self.confirm)))
            }
            State::Confirmed | State::Compensating(_) => Some(now.plus(self.retry(attempt))),
            State::Stuck(Problem::VoidRefused(compensation)) if !compensation.released => {
                Some(now.plus(self.retry(attempt)))
            }
            State::Done | State::Cancelled(_) | State::Stuck(_) => None,
        }
    }

    /// The input that `state` gets once it is due.
    #[must_use]
    pub fn input(&self, state: &State, created: Timestamp, now: Timestamp) -> Input {
        match state {
            // It is due only at its deadline.
            State::Authorizing => Input::DeadlinePassed,
            State::Confirming if now >= created.plus(self.confirm) => Input::DeadlinePassed,
            State::Confirming
            | State::Confirmed
            | State::Done
            | State::Compensating(_)
            | State::Cancelled(_)
            | State::Stuck(_) => Input::ResendDue,
        }
    }

    fn retry(&self, attempt: u32) -> Duration {
        Backoff::new(self.retry_min, self.retry_max).delay(attempt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CancelReason;
    use crate::domain::saga::Compensation;

    const CREATED: Timestamp = Timestamp::from_micros(1_000_000);

    fn after(seconds: u64) -> Timestamp {
        CREATED.plus(Duration::from_secs(seconds))
    }

    fn compensating(released: bool) -> Compensation {
        Compensation { reason: CancelReason::SeatsLost, voided: false, released, lost: vec![] }
    }

    #[test]
    fn a_confirm_is_resent_with_backoff_but_never_past_its_deadline() {
        let timeouts = SagaTimeouts::default();
        assert_eq!(timeouts.due(&State::Confirming, CREATED, 1, after(10)), Some(after(12)));
        assert_eq!(timeouts.due(&State::Confirming, CREATED, 3, after(16)), Some(after(24)));
        assert_eq!(timeouts.due(&State::Confirming, CREATED, 9, after(59)), Some(after(60)));
        assert_eq!(timeouts.input(&State::Confirming, CREATED, after(59)), Input::ResendDue);
        assert_eq!(timeouts.input(&State::Confirming, CREATED, after(60)), Input::DeadlinePassed);
    }

    #[test]
    fn an_authorization_is_due_only_at_its_deadline() {
        let timeouts = SagaTimeouts::default();
        assert_eq!(timeouts.due(&State::Authorizing, CREATED, 1, after(0)), Some(after(30)));
        assert_eq!(timeouts.input(&State::Authorizing, CREATED, after(30)), Input::DeadlinePassed);
    }

    #[test]
    fn compensations_and_captures_are_resent_with_backoff_and_never_given_up() {
        let timeouts = SagaTimeouts::default();
        let waits = |state: &State| -> Vec<u64> {
            let due = |attempt| timeouts.due(state, CREATED, attempt, CREATED).unwrap();
            [1, 2, 3, 4, 5, 6, u32::MAX].map(|attempt| due(attempt).since(CREATED).as_secs()).to_vec()
        };
        let growing = [1, 2, 4, 8, 16, 30, 30];
        assert_eq!(waits(&State::Confirmed), growing);
        assert_eq!(waits(&State::Compensating(compensating(false))), growing);
        assert_eq!(waits(&State::Stuck(Problem::VoidRefused(compensating(false)))), growing);
    }

    #[test]
    fn a_state_that_waits_for_nothing_is_never_due() {
        let stuck = State::Stuck(Problem::VoidRefused(compensating(true)));
        let lost = State::Cancelled(CancelReason::SeatsLost);
        for state in [State::Done, lost, State::Stuck(Problem::CaptureRefused), stuck] {
            assert_eq!(SagaTimeouts::default().due(&state, CREATED, 1, after(1)), None, "{state:?}");
        }
    }

    #[test]
    fn a_pin_has_to_outlive_the_deadlines() {
        let timeouts = SagaTimeouts::default();
        assert!(timeouts.end_before(after(90), CREATED) && timeouts.end_before(after(61), CREATED));
        assert!(!timeouts.end_before(after(60), CREATED), "it ends with the deadline");
        assert!(!timeouts.end_before(after(90), after(31)), "the claim was repeated late");
    }

    #[test]
    fn deadlines_that_do_not_grow_are_refused() {
        let timeouts = SagaTimeouts::default();
        assert!(timeouts.validate().is_ok());
        assert!(SagaTimeouts { confirm: timeouts.authorize, ..timeouts }.validate().is_err());
        assert!(SagaTimeouts { pin: timeouts.confirm, ..timeouts }.validate().is_err());
        assert!(SagaTimeouts { retry_max: Duration::ZERO, ..timeouts }.validate().is_err());
        assert!(SagaTimeouts { confirm_again: Duration::ZERO, ..timeouts }.validate().is_err());
    }
}
