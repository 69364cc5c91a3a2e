//! The saga as one pure table: (state, input) -> (next state, commands, what the timeline tells).
//!
//! Every pair of state and input is written out. `unchanged()` rows are answers that come late, twice, or to a question that
//! was never asked: a reply is a function of stored state on the other side, so hearing it again carries no news.
//!
//! Before the pivot (CONFIRMED together with the ledger rows) everything can be undone; after it there is only forward. A
//! timeout is unknown, not failed: what was asked may still happen, so it is undone by commands that also refuse it later
//! (void and release leave a tombstone).

use primitives::{OrderId, SeatId};

use super::{CancelReason, OrderStatus, Outcome, Step};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum State {
    Authorizing,
    Confirming,
    /// Sold: the ledger says so. The money is being captured.
    Confirmed,
    Done,
    Compensating(Compensation),
    Cancelled(CancelReason),
    /// Refused for good where that must not happen: a person has to look.
    Stuck(Problem),
}

/// What is being undone, and how far that has come.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Compensation {
    pub reason: CancelReason,
    pub voided: bool,
    pub released: bool,
    /// Seats that the ledger knows as another order's.
    pub lost: Vec<LostSeat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LostSeat {
    pub seat: SeatId,
    pub winner: OrderId,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Problem {
    /// The seat is sold and stays sold; its money did not come.
    CaptureRefused,
    /// The order cannot be sold, and its money could not be let go of. The seats go back all the same.
    VoidRefused(Compensation),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Authorized,
    Declined,
    Confirmed(Ledger),
    ConfirmRefused,
    Released,
    Corrected,
    Captured,
    CaptureRefused,
    Voided,
    VoidRefused,
    DeadlinePassed,
    ResendDue,
}

/// What the sale ledger said in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ledger {
    /// All seats are entered as this order's.
    Sold,
    SoldToOthers(Vec<LostSeat>),
    /// Not asked, because this state cannot sell.
    NotAsked,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Command {
    Authorize,
    Confirm,
    Capture,
    Void,
    /// The ledger's word on seats that the store believes to be this order's.
    Correct(Vec<LostSeat>),
    /// Everything of this order except the seats that were lost to others.
    Release(Vec<LostSeat>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    pub next: State,
    /// In the order in which they are published.
    pub commands: Vec<Command>,
    pub told: Vec<(Step, Outcome)>,
}

/// What an accepted order begins with: its seats are claimed, the money is asked for.
#[must_use]
pub fn start() -> Transition {
    moved(
        State::Authorizing,
        vec![Command::Authorize],
        vec![(Step::Claim, Outcome::Done), (Step::Authorize, Outcome::Sent)],
    )
}

#[must_use]
pub fn on(state: &State, input: &Input) -> Transition {
    match state {
        State::Authorizing => on_authorizing(input),
        State::Confirming => on_confirming(input),
        State::Confirmed => on_confirmed(input),
        State::Compensating(compensation) => on_compensating(compensation, input),
        State::Stuck(Problem::VoidRefused(compensation)) => on_void_refused(compensation, input),
        State::Done | State::Cancelled(_) | State::Stuck(Problem::CaptureRefused) => on_settled(state, input),
    }
}

fn on_authorizing(input: &Input) -> Transition {
    match input {
        Input::Authorized => moved(
            State::Confirming,
            vec![Command::Confirm],
            vec![(Step::Authorize, Outcome::Done), (Step::Confirm, Outcome::Sent)],
        ),
        Input::Declined => {
            undo((Step::Authorize, Outcome::Refused), CancelReason::PaymentDeclined, true, vec![])
        }
        Input::DeadlinePassed => {
            undo((Step::Authorize, Outcome::TimedOut), CancelReason::PaymentTimedOut, false, vec![])
        }
        // The bus keeps the command until it is worked on; the deadline alone ends the waiting.
        Input::ResendDue => unchanged(State::Authorizing),
        Input::Confirmed(_)
        | Input::ConfirmRefused
        | Input::Released
        | Input::Corrected
        | Input::Captured
        | Input::CaptureRefused
        | Input::Voided
        | Input::VoidRefused => unchanged(State::Authorizing),
    }
}

fn on_confirming(input: &Input) -> Transition {
    match input {
        Input::Confirmed(Ledger::Sold) => moved(
            State::Confirmed,
            vec![Command::Capture],
            vec![(Step::Confirm, Outcome::Done), (Step::Capture, Outcome::Sent)],
        ),
        Input::Confirmed(Ledger::SoldToOthers(lost)) => {
            undo((Step::Confirm, Outcome::Refused), CancelReason::SeatsLost, false, lost.clone())
        }
        Input::ConfirmRefused => {
            undo((Step::Confirm, Outcome::Refused), CancelReason::SeatsLost, false, vec![])
        }
        Input::DeadlinePassed => {
            undo((Step::Confirm, Outcome::TimedOut), CancelReason::ConfirmationTimedOut, false, vec![])
        }
        Input::ResendDue => {
            moved(State::Confirming, vec![Command::Confirm], vec![(Step::Confirm, Outcome::Sent)])
        }
        // Without the ledger's word nothing is sold: the confirm is sent again, and so is its reply.
        Input::Confirmed(Ledger::NotAsked) => unchanged(State::Confirming),
        Input::Authorized
        | Input::Declined
        | Input::Released
        | Input::Corrected
        | Input::Captured
        | Input::CaptureRefused
        | Input::Voided
        | Input::VoidRefused => unchanged(State::Confirming),
    }
}

fn on_confirmed(input: &Input) -> Transition {
    match input {
        Input::Captured => moved(State::Done, vec![], vec![(Step::Capture, Outcome::Done)]),
        Input::CaptureRefused => {
            moved(State::Stuck(Problem::CaptureRefused), vec![], vec![(Step::Capture, Outcome::Refused)])
        }
        Input::ResendDue => {
            moved(State::Confirmed, vec![Command::Capture], vec![(Step::Capture, Outcome::Sent)])
        }
        Input::Authorized
        | Input::Declined
        | Input::Confirmed(_)
        | Input::ConfirmRefused
        | Input::Released
        | Input::Corrected
        | Input::Voided
        | Input::VoidRefused
        | Input::DeadlinePassed => unchanged(State::Confirmed),
    }
}

fn on_compensating(now: &Compensation, input: &Input) -> Transition {
    let stay = || State::Compensating(now.clone());
    match input {
        Input::Voided if !now.voided => {
            settle(Compensation { voided: true, ..now.clone() }, (Step::Void, Outcome::Done))
        }
        Input::Released if !now.released => {
            settle(Compensation { released: true, ..now.clone() }, (Step::Release, Outcome::Done))
        }
        Input::VoidRefused if !now.voided => moved(
            State::Stuck(Problem::VoidRefused(now.clone())),
            vec![],
            vec![(Step::Void, Outcome::Refused)],
        ),
        // The seats may be gone already, so the void wins over money that came late.
        Input::Authorized => moved(
            stay(),
            vec![Command::Void],
            vec![(Step::Authorize, Outcome::Done), (Step::Void, Outcome::Sent)],
        ),
        Input::ResendDue => now.ask_again(stay()),
        Input::Voided
        | Input::Released
        | Input::VoidRefused
        | Input::Declined
        | Input::Confirmed(_)
        | Input::ConfirmRefused
        | Input::Corrected
        | Input::Captured
        | Input::CaptureRefused
        | Input::DeadlinePassed => unchanged(stay()),
    }
}

/// Nothing more is asked of the money, but the seats still have to go back.
fn on_void_refused(now: &Compensation, input: &Input) -> Transition {
    let stuck = |now: &Compensation| State::Stuck(Problem::VoidRefused(now.clone()));
    match input {
        Input::Released if !now.released => {
            let released = Compensation { released: true, ..now.clone() };
            moved(stuck(&released), vec![], vec![(Step::Release, Outcome::Done)])
        }
        Input::ResendDue => Compensation { voided: true, ..now.clone() }.ask_again(stuck(now)),
        Input::Released
        | Input::Authorized
        | Input::Declined
        | Input::Confirmed(_)
        | Input::ConfirmRefused
        | Input::Corrected
        | Input::Captured
        | Input::CaptureRefused
        | Input::Voided
        | Input::VoidRefused
        | Input::DeadlinePassed => unchanged(stuck(now)),
    }
}

/// Done, cancelled, or waiting for a person: whatever still arrives is late.
fn on_settled(state: &State, input: &Input) -> Transition {
    match input {
        Input::Authorized
        | Input::Declined
        | Input::Confirmed(_)
        | Input::ConfirmRefused
        | Input::Released
        | Input::Corrected
        | Input::Captured
        | Input::CaptureRefused
        | Input::Voided
        | Input::VoidRefused
        | Input::DeadlinePassed
        | Input::ResendDue => unchanged(state.clone()),
    }
}

fn moved(next: State, commands: Vec<Command>, told: Vec<(Step, Outcome)>) -> Transition {
    Transition { next, commands, told }
}

fn unchanged(state: State) -> Transition {
    moved(state, vec![], vec![])
}

/// Turns back: the money that may have been set aside is let go of, and the seats are given back.
fn undo(why: (Step, Outcome), reason: CancelReason, voided: bool, lost: Vec<LostSeat>) -> Transition {
    let compensation = Compensation { reason, voided, released: false, lost };
    let mut transition = compensation.ask_again(State::Compensating(compensation.clone()));
    transition.told.insert(0, why);
    transition
}

fn settle(compensation: Compensation, told: (Step, Outcome)) -> Transition {
    let next = if compensation.voided && compensation.released {
        State::Cancelled(compensation.reason)
    } else {
        State::Compensating(compensation)
    };
    moved(next, vec![], vec![told])
}

impl Compensation {
    /// Sends every command that has no answer yet. The correction goes before the release: its reply says that both are done.
    fn ask_again(&self, stay: State) -> Transition {
        let mut transition = unchanged(stay);
        if !self.voided {
            transition.commands.push(Command::Void);
            transition.told.push((Step::Void, Outcome::Sent));
        }
        if !self.released {
            if !self.lost.is_empty() {
                transition.commands.push(Command::Correct(self.lost.clone()));
            }
            transition.commands.push(Command::Release(self.lost.clone()));
            transition.told.push((Step::Release, Outcome::Sent));
        }
        transition
    }
}

impl State {
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Authorizing => "AUTHORIZING",
            Self::Confirming => "CONFIRMING",
            Self::Confirmed => "CONFIRMED",
            Self::Done => "DONE",
            Self::Compensating(_) => "COMPENSATING",
            Self::Cancelled(_) => "CANCELLED",
            Self::Stuck(_) => "STUCK",
        }
    }

    #[must_use]
    pub const fn status(&self) -> OrderStatus {
        match self {
            Self::Authorizing
            | Self::Confirming
            | Self::Compensating(_)
            | Self::Stuck(Problem::VoidRefused(_)) => OrderStatus::Created,
            Self::Confirmed | Self::Done | Self::Stuck(Problem::CaptureRefused) => OrderStatus::Confirmed,
            Self::Cancelled(_) => OrderStatus::Cancelled,
        }
    }

    /// Why the order was cancelled; nothing before it is.
    #[must_use]
    pub const fn reason(&self) -> Option<CancelReason> {
        match self {
            Self::Cancelled(reason) => Some(*reason),
            Self::Authorizing
            | Self::Confirming
            | Self::Confirmed
            | Self::Done
            | Self::Compensating(_)
            | Self::Stuck(_) => None,
        }
    }

    #[must_use]
    pub const fn is_stuck(&self) -> bool {
        matches!(self, Self::Stuck(_))
    }

    /// Nothing that a buyer sees will change any more without a person's help.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        matches!(self, Self::Done | Self::Cancelled(_) | Self::Stuck(_))
    }

    /// Only here may a confirmed reply enter the sale into the ledger.
    #[must_use]
    pub const fn may_sell(&self) -> bool {
        matches!(self, Self::Confirming)
    }
}

#[cfg(test)]
#[path = "saga_tests.rs"]
mod tests;
