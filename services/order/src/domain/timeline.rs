//! The story of an order, as a support person reads it.

use primitives::Timestamp;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub step: Step,
    pub at: Timestamp,
    pub outcome: Outcome,
    /// Which try of the step this is, from 1.
    pub attempt: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Claim,
    Authorize,
    Confirm,
    Capture,
    Void,
    Release,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Asked; no answer yet.
    Sent,
    Done,
    Refused,
    TimedOut,
}

/// Tries that are told one by one; of later ones only each doubling is, so that a story of many days stays short.
const TOLD_ATTEMPTS_MAX: u32 = 10;

impl Step {
    /// These are never sent again, whatever else is.
    #[must_use]
    pub const fn is_asked_once(self) -> bool {
        matches!(self, Self::Claim | Self::Authorize)
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Claim => "CLAIM",
            Self::Authorize => "AUTHORIZE",
            Self::Confirm => "CONFIRM",
            Self::Capture => "CAPTURE",
            Self::Void => "VOID",
            Self::Release => "RELEASE",
        }
    }
}

impl Outcome {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sent => "SENT",
            Self::Done => "DONE",
            Self::Refused => "REFUSED",
            Self::TimedOut => "TIMED_OUT",
        }
    }

    /// Whether the timeline tells this outcome of this try.
    #[must_use]
    pub fn is_told(self, attempt: u32) -> bool {
        match self {
            Self::Sent => attempt <= TOLD_ATTEMPTS_MAX || attempt.is_power_of_two(),
            Self::Done | Self::Refused | Self::TimedOut => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_is_sent_for_days_does_not_fill_the_timeline() {
        let told = (1..=100_000).filter(|attempt| Outcome::Sent.is_told(*attempt)).count();
        assert_eq!(told, 10 + 13, "1 to 10, then 16, 32 .. 65,536");
        assert!(Outcome::Done.is_told(99));
    }
}
