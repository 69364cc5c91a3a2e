//! The record of admissions, replayed: calls, claims and ends in the order in which they happened.

use std::collections::BTreeMap;
use std::time::Duration;

use primitives::{Timestamp, VisitorId};

use super::flaw::{LineFlaw, LinePromise};
use crate::domain::admission_log::{AdmissionEntry, AdmissionStep};
use crate::domain::place::PlaceNumber;
use crate::domain::room::{Phase, Room};
use crate::domain::slot::{CALL_LASTS, SESSION_LASTS};

/// A turn ends what has lapsed before it.
const ENDED_WITHIN: Duration = Duration::from_secs(5);

/// A slot that is taken.
struct Taken {
    since: Timestamp,
    /// Of a session.
    by: Option<VisitorId>,
}

#[derive(Default)]
struct Replay {
    taken: BTreeMap<PlaceNumber, Taken>,
    /// The last one that was called when it was reached.
    head: Option<PlaceNumber>,
    flaws: Vec<LineFlaw>,
}

/// By what is recorded since some moment. What began before may be missing, so that nothing is said of it.
#[must_use]
pub fn of_admissions(room: &Room, entries: &[AdmissionEntry]) -> Vec<LineFlaw> {
    let mut replay = Replay::default();
    for AdmissionEntry { at, number, step } in entries {
        match step {
            AdmissionStep::Called { .. } if number.0 > room.issued => {
                replay.flaw(
                    LinePromise::CalledInOrder,
                    format!("place {} was called, and no one has it", number.0),
                );
            }
            AdmissionStep::Called { returned, cap } => replay.call(*number, *at, *returned, *cap),
            AdmissionStep::Claimed { by } => replay.claim(*number, *at, *by),
            AdmissionStep::Ended => drop(replay.taken.remove(number)),
        }
    }
    // A room that is closed has ended all of them; another one took its last turn then.
    if room.phase != Phase::Closed {
        replay.have_ended(room.turned_at);
    }
    replay.flaws
}

impl Replay {
    fn call(&mut self, number: PlaceNumber, at: Timestamp, returned: bool, cap: u32) {
        let PlaceNumber(called) = number;
        if !returned && let Some(PlaceNumber(head)) = self.head.replace(number).filter(|head| *head >= number)
        {
            self.flaw(LinePromise::CalledInOrder, format!("place {called} was called after place {head}"));
        }
        if self.taken.insert(number, Taken { since: at, by: None }).is_some() {
            self.flaw(LinePromise::CalledInOrder, format!("place {called} was called twice"));
        }
        let taken = self.taken.len();
        if taken > cap as usize {
            let what = format!("place {called} was called as number {taken} of {cap} that there may be");
            self.flaw(LinePromise::CapIsKept, what);
        }
    }

    fn claim(&mut self, number: PlaceNumber, at: Timestamp, by: VisitorId) {
        let other = self.taken.iter().find(|(other, taken)| **other != number && taken.by == Some(by));
        if let Some((PlaceNumber(other), _)) = other {
            let what = format!("the visitor of place {} is in the sale with place {other} already", number.0);
            self.flaw(LinePromise::OneAdmissionAVisitor, what);
        }
        self.taken.insert(number, Taken { since: at, by: Some(by) });
    }

    fn have_ended(&mut self, turned_at: Timestamp) {
        let is_over = |taken: &Taken| {
            let lasts = if taken.by.is_some() { SESSION_LASTS } else { CALL_LASTS };
            taken.since.plus(lasts + ENDED_WITHIN) < turned_at
        };
        let over =
            self.taken.iter().find(|(_, taken)| is_over(taken)).map(|(PlaceNumber(number), _)| *number);
        if let Some(number) = over {
            let what = format!("place {number} keeps a slot for longer than any may, and turns are taken");
            self.flaw(LinePromise::AdmissionsEnd, what);
        }
    }

    fn flaw(&mut self, promise: LinePromise, what: String) {
        self.flaws.push(LineFlaw::of(promise, what));
    }
}
