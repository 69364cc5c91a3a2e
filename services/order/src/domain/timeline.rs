//! The timeline of an order, as support reads it.

use primitives::Timestamp;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub step: Step,
    pub at: Timestamp,
    pub outcome: Outcome,
    /// Which attempt of the step this is, from 1.
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
    /// No reply yet.
    Sent,
    Done,
    Refused,
    TimedOut,
}

/// Attempts that are listed one by one; of later ones only each doubling is, so that the timeline of many days stays short.
const LISTED_ATTEMPTS_MAX: u32 = 10;

impl Step {
    /// Whether it is never sent again.
    #[must_use]
    pub const fn is_sent_once(self) -> bool {
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

    /// Whether the timeline lists this outcome of this attempt.
    #[must_use]
    pub fn is_listed(self, attempt: u32) -> bool {
        match self {
            Self::Sent => attempt <= LISTED_ATTEMPTS_MAX || attempt.is_power_of_two(),
            Self::Done | Self::Refused | Self::TimedOut => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_is_sent_for_days_does_not_fill_the_timeline() {
        let listed = (1..=100_000).filter(|attempt| Outcome::Sent.is_listed(*attempt)).count();
        assert_eq!(listed, 10 + 13, "1 to 10, then 16, 32 .. 65,536");
        assert!(Outcome::Done.is_listed(99));
    }
}
