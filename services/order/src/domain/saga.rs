//! The saga as one pure table: (state, input) -> (next state, commands, timeline entries).
//!
//! Every pair of state and input is written out. `unchanged()` rows are replies that come late, twice, or without a command that they
//! answer: a reply is a function of stored state on the other side, so receiving it again changes nothing.
//!
//! Before the pivot (CONFIRMED together with the ledger rows) everything can be undone; after it there is only forward. A
//! timeout is unknown, not failed: the command may still take effect, so it is undone by commands that also refuse it later
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
    /// Refused for good where that must not happen: an operator has to step in.
    Stuck(Problem),
}

/// What is being undone, and which parts of it are.
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
    /// The seat is sold and stays sold; its money was not captured.
    CaptureRefused,
    /// The order cannot be sold, and its authorization could not be voided. The seats go back all the same.
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
    /// The buyer does not want it any more.
    CancelRequested,
}

/// What the sale ledger decided in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ledger {
    /// All seats are entered as this order's.
    Sold,
    SoldToOthers(Vec<LostSeat>),
    /// Its owner has bought as many as one may: none is entered.
    LimitReached,
    /// Not consulted, because this state cannot sell.
    NotAsked,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SagaCommand {
    Authorize,
    Confirm,
    Capture,
    Void,
    /// What the ledger says of seats that the seat store believes to be this order's.
    Correct(Vec<LostSeat>),
    /// Everything of this order except the seats that were lost to others.
    Release(Vec<LostSeat>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    pub next: State,
    /// In the order in which they are published.
    pub commands: Vec<SagaCommand>,
    pub timeline: Vec<(Step, Outcome)>,
}

/// What an accepted order begins with: its seats are claimed, the authorization is requested.
#[must_use]
pub fn start() -> Transition {
    moved(
        State::Authorizing,
        vec![SagaCommand::Authorize],
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
            vec![SagaCommand::Confirm],
            vec![(Step::Authorize, Outcome::Done), (Step::Confirm, Outcome::Sent)],
        ),
        Input::Declined => {
            undo((Step::Authorize, Outcome::Refused), CancelReason::PaymentDeclined, true, vec![])
        }
        Input::DeadlinePassed => {
            undo((Step::Authorize, Outcome::TimedOut), CancelReason::PaymentTimedOut, false, vec![])
        }
        Input::CancelRequested => cancel(),
        // The bus keeps the command until it is handled; only the deadline ends the wait.
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
            vec![SagaCommand::Capture],
            vec![(Step::Confirm, Outcome::Done), (Step::Capture, Outcome::Sent)],
        ),
        Input::Confirmed(Ledger::SoldToOthers(lost)) => {
            undo((Step::Confirm, Outcome::Refused), CancelReason::SeatsLost, false, lost.clone())
        }
        Input::Confirmed(Ledger::LimitReached) => {
            undo((Step::Confirm, Outcome::Refused), CancelReason::LimitReached, false, vec![])
        }
        Input::ConfirmRefused => {
            undo((Step::Confirm, Outcome::Refused), CancelReason::SeatsLost, false, vec![])
        }
        Input::DeadlinePassed => {
            undo((Step::Confirm, Outcome::TimedOut), CancelReason::ConfirmationTimedOut, false, vec![])
        }
        // The seat store may have sold the seats already: the release gives them back, and refuses what comes later.
        Input::CancelRequested => cancel(),
        Input::ResendDue => {
            moved(State::Confirming, vec![SagaCommand::Confirm], vec![(Step::Confirm, Outcome::Sent)])
        }
        // Nothing is sold without the ledger: the confirm is sent again, and so is its reply.
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
            moved(State::Confirmed, vec![SagaCommand::Capture], vec![(Step::Capture, Outcome::Sent)])
        }
        Input::Authorized
        | Input::Declined
        | Input::Confirmed(_)
        | Input::ConfirmRefused
        | Input::Released
        | Input::Corrected
        | Input::Voided
        | Input::VoidRefused
        | Input::DeadlinePassed
        | Input::CancelRequested => unchanged(State::Confirmed),
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
        // The seats may be gone already, so the void wins over a late authorization.
        Input::Authorized => moved(
            stay(),
            vec![SagaCommand::Void],
            vec![(Step::Authorize, Outcome::Done), (Step::Void, Outcome::Sent)],
        ),
        Input::ResendDue => now.resend(stay()),
        Input::Voided
        | Input::Released
        | Input::VoidRefused
        | Input::Declined
        | Input::Confirmed(_)
        | Input::ConfirmRefused
        | Input::Corrected
        | Input::Captured
        | Input::CaptureRefused
        | Input::DeadlinePassed
        | Input::CancelRequested => unchanged(stay()),
    }
}

/// Nothing more is sent to payment, but the seats still have to go back.
fn on_void_refused(now: &Compensation, input: &Input) -> Transition {
    let stuck = |now: &Compensation| State::Stuck(Problem::VoidRefused(now.clone()));
    match input {
        Input::Released if !now.released => {
            let released = Compensation { released: true, ..now.clone() };
            moved(stuck(&released), vec![], vec![(Step::Release, Outcome::Done)])
        }
        Input::ResendDue => Compensation { voided: true, ..now.clone() }.resend(stuck(now)),
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
        | Input::DeadlinePassed
        | Input::CancelRequested => unchanged(stuck(now)),
    }
}

/// Done, cancelled, or waiting for an operator: any input is late.
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
        | Input::ResendDue
        | Input::CancelRequested => unchanged(state.clone()),
    }
}

fn moved(next: State, commands: Vec<SagaCommand>, timeline: Vec<(Step, Outcome)>) -> Transition {
    Transition { next, commands, timeline }
}

fn unchanged(state: State) -> Transition {
    moved(state, vec![], vec![])
}

/// Turns back: whatever payment may have authorized is voided, and the seats are released.
fn undo(why: (Step, Outcome), reason: CancelReason, voided: bool, lost: Vec<LostSeat>) -> Transition {
    let compensation = Compensation { reason, voided, released: false, lost };
    let mut transition = compensation.resend(State::Compensating(compensation.clone()));
    transition.timeline.insert(0, why);
    transition
}

/// Before the pivot an order can be undone at any time: as at a deadline, but no step has failed.
fn cancel() -> Transition {
    let reason = CancelReason::CancelledByBuyer;
    let compensation = Compensation { reason, voided: false, released: false, lost: vec![] };
    compensation.resend(State::Compensating(compensation.clone()))
}

fn settle(compensation: Compensation, entry: (Step, Outcome)) -> Transition {
    let next = if compensation.voided && compensation.released {
        State::Cancelled(compensation.reason)
    } else {
        State::Compensating(compensation)
    };
    moved(next, vec![], vec![entry])
}

impl Compensation {
    /// Sends every command that has no reply yet. The correction goes before the release, whose reply says that both are done.
    fn resend(&self, stay: State) -> Transition {
        let mut transition = unchanged(stay);
        if !self.voided {
            transition.commands.push(SagaCommand::Void);
            transition.timeline.push((Step::Void, Outcome::Sent));
        }
        if !self.released {
            if !self.lost.is_empty() {
                transition.commands.push(SagaCommand::Correct(self.lost.clone()));
            }
            transition.commands.push(SagaCommand::Release(self.lost.clone()));
            transition.timeline.push((Step::Release, Outcome::Sent));
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

    /// Nothing that a buyer sees will change any more without an operator.
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
