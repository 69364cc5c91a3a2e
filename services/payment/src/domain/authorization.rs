//! The state machine of one order's money: two tables, one for what the order asks, one for what the provider answers.
//!
//! Both are total: every row is written out, the late and the repeated ones too. A reply is a function of the state alone, so
//! that a command that comes again gets the words that it got the first time.

use std::fmt;

/// What is known about the money of an order. An order that was never heard of has none of these.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Authorization {
    /// The provider has to be asked, or was asked and its answer is unknown.
    Pending,
    /// The amount is set aside.
    Authorized,
    /// The provider said no.
    Declined {
        reason: String,
    },
    /// The sale is in the ledger: the provider has to take the amount, until it says that it did.
    Capturing,
    Captured,
    /// Over, and a tombstone: it refuses an authorization that comes later.
    Voided {
        /// The provider may still have the amount set aside and has to be told to let go.
        owes_release: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    Authorize,
    Capture,
    Void,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reply {
    Authorized,
    Declined { reason: String },
    Captured,
    CaptureRefused(Refusal),
    Voided,
    VoidRefused(Refusal),
}

/// The state that stood in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    NeverAuthorized,
    Pending,
    Declined,
    Capturing,
    Captured,
    Voided,
}

/// What the provider is to be asked until it has given a definite answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Duty {
    Authorize,
    Capture,
    Release,
}

/// A definite answer of the provider. Not knowing is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Authorized,
    Declined { reason: String },
    Captured,
    Released,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// None: nothing changes.
    pub next: Option<Authorization>,
    /// None: there is nothing to say yet, or nobody left to say it to.
    pub reply: Option<Reply>,
}

impl Authorization {
    #[must_use]
    pub fn duty(&self) -> Option<Duty> {
        match self {
            Self::Pending => Some(Duty::Authorize),
            Self::Capturing => Some(Duty::Capture),
            Self::Voided { owes_release: true } => Some(Duty::Release),
            Self::Authorized
            | Self::Declined { .. }
            | Self::Captured
            | Self::Voided { owes_release: false } => None,
        }
    }

    /// Whether the money was there for the order, once that is decided.
    #[must_use]
    pub fn decision(&self) -> Option<bool> {
        match self {
            Self::Pending => None,
            Self::Authorized | Self::Capturing | Self::Captured => Some(true),
            Self::Declined { .. } | Self::Voided { .. } => Some(false),
        }
    }
}

impl Answer {
    /// Whether this answers the question that goes with a duty.
    #[must_use]
    pub fn settles(&self, duty: Duty) -> bool {
        match self {
            Self::Authorized | Self::Declined { .. } => duty == Duty::Authorize,
            Self::Captured => duty == Duty::Capture,
            Self::Released => duty == Duty::Release,
        }
    }
}

#[must_use]
pub fn on_command(state: Option<&Authorization>, command: Command) -> Transition {
    use Authorization::{Authorized, Captured, Capturing, Declined, Pending, Voided};
    use Command::{Authorize, Capture, Void};

    match (state, command) {
        (None, Authorize) => becomes(Pending),
        (None, Capture) => says(Reply::CaptureRefused(Refusal::NeverAuthorized)),
        // Nothing was asked of the provider, so it has nothing to let go of.
        (None, Void) => becomes_and_says(Voided { owes_release: false }, Reply::Voided),

        // The answer is on its way to whoever asked first.
        (Some(Pending), Authorize) => nothing(),
        (Some(Pending), Capture) => says(Reply::CaptureRefused(Refusal::Pending)),
        // The provider may have said yes, or may be about to.
        (Some(Pending), Void) => becomes_and_says(Voided { owes_release: true }, Reply::Voided),

        (Some(Authorized), Authorize) => says(Reply::Authorized),
        (Some(Authorized), Capture) => becomes(Capturing),
        (Some(Authorized), Void) => becomes_and_says(Voided { owes_release: true }, Reply::Voided),

        (Some(Declined { reason }), Authorize) => says(Reply::Declined { reason: reason.clone() }),
        (Some(Declined { .. }), Capture) => says(Reply::CaptureRefused(Refusal::Declined)),
        // Nothing is set aside, and a decline refuses later authorizations just as a tombstone does.
        (Some(Declined { .. }), Void) => says(Reply::Voided),

        (Some(Capturing), Authorize) => says(Reply::Authorized),
        (Some(Capturing), Capture) => nothing(),
        (Some(Capturing), Void) => says(Reply::VoidRefused(Refusal::Capturing)),

        (Some(Captured), Authorize) => says(Reply::Authorized),
        (Some(Captured), Capture) => says(Reply::Captured),
        (Some(Captured), Void) => says(Reply::VoidRefused(Refusal::Captured)),

        (Some(Voided { .. }), Authorize) => says(Reply::Declined { reason: Refusal::Voided.to_string() }),
        (Some(Voided { .. }), Capture) => says(Reply::CaptureRefused(Refusal::Voided)),
        (Some(Voided { .. }), Void) => says(Reply::Voided),
    }
}

#[must_use]
pub fn on_answer(state: &Authorization, answer: &Answer) -> Transition {
    use Authorization::{Authorized, Captured, Capturing, Declined, Pending, Voided};

    match (state, answer) {
        (Pending, Answer::Authorized) => becomes_and_says(Authorized, Reply::Authorized),
        (Pending, Answer::Declined { reason }) => {
            let reason = reason.clone();
            becomes_and_says(Declined { reason: reason.clone() }, Reply::Declined { reason })
        }
        (Capturing, Answer::Captured) => becomes_and_says(Captured, Reply::Captured),
        // The void won; what came too late is let go of. Its order was answered by the void.
        (Voided { .. }, Answer::Authorized) => becomes(Voided { owes_release: true }),
        (Voided { .. }, Answer::Released) => becomes(Voided { owes_release: false }),

        // Answers to questions that were asked twice, or that the state has left behind.
        (Pending, Answer::Captured | Answer::Released) => nothing(),
        (Authorized | Declined { .. }, _) => nothing(),
        (Capturing, Answer::Authorized | Answer::Declined { .. } | Answer::Released) => nothing(),
        (Captured, _) => nothing(),
        (Voided { .. }, Answer::Declined { .. } | Answer::Captured) => nothing(),
    }
}

fn nothing() -> Transition {
    Transition { next: None, reply: None }
}

fn becomes(next: Authorization) -> Transition {
    Transition { next: Some(next), reply: None }
}

fn says(reply: Reply) -> Transition {
    Transition { next: None, reply: Some(reply) }
}

fn becomes_and_says(next: Authorization, reply: Reply) -> Transition {
    Transition { next: Some(next), reply: Some(reply) }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NeverAuthorized => "never authorized",
            Self::Pending => "pending",
            Self::Declined => "declined",
            Self::Capturing => "capturing",
            Self::Captured => "captured",
            Self::Voided => "voided",
        })
    }
}

#[cfg(test)]
#[path = "authorization_tests.rs"]
mod tests;
