//! A turn: what has lapsed is ended, and as many are called as may be. Only those who are there are called, so that a slot does not wait for
//! one who has gone; the others keep their number.

use primitives::Timestamp;

use super::admission_log::AdmissionStep;
use super::change::LineChange;
use super::line::Line;
use super::place::PlaceNumber;
use super::room::{Phase, Room};
use super::slot::{Slot, SlotState};

/// What a call costs of the credit.
pub const CREDIT_OF_ONE: u64 = 1_000_000;
/// A turn passes over no more places than this, and this many for each call that it may make: where no one is known to be there, it must not
/// pass over the whole line.
pub const LOOKS_MIN: u32 = 64;
pub const LOOKS_PER_CALL: u32 = 4;
const MICROS_PER_MINUTE: u64 = 60_000_000;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TurnReport {
    pub called: Vec<PlaceNumber>,
    /// Calls that no one has answered.
    pub unanswered: u32,
    /// Sessions that have lapsed.
    pub expired: u32,
}

impl Line {
    #[must_use]
    pub fn turn(&self, now: Timestamp) -> (TurnReport, Vec<LineChange>) {
        let (mut report, mut changes) = (TurnReport::default(), Vec::new());
        let mut tally = self.view.room.tally;
        for (number, slot) in self.view.slots.iter().filter(|(_, slot)| slot.has_lapsed(now)) {
            changes.push(LineChange::Slot { number: *number, slot: None });
            changes.push(LineChange::recorded(*number, AdmissionStep::Ended, now));
            match slot.state {
                SlotState::Called => report.unanswered += 1,
                SlotState::Active { end, .. } => {
                    report.expired += 1;
                    tally = tally.with(end, now, None);
                    changes.push(LineChange::Gone(*number));
                }
            }
        }
        let lapsed = report.unanswered + report.expired;
        let taken = u32::try_from(self.view.slots.len()).unwrap_or(u32::MAX).saturating_sub(lapsed);
        let mut room = Room { tally: tally.bounded(), ..refilled(&self.view.room, now) };
        let by_credit = u32::try_from(room.credit / CREDIT_OF_ONE).unwrap_or(u32::MAX);
        let calls_max = match room.phase {
            // What is saved up is not spent while nothing may be called, or before those who wait had the time to show their tickets.
            Phase::Open if room.rate() == 0 || room.is_recovering(now) => 0,
            Phase::Open => room.cap().saturating_sub(taken).min(by_credit),
            Phase::Registering | Phase::Paused | Phase::Closed => 0,
        };
        report.called = self.pick(&mut room, calls_max, now);
        room.credit = room.credit.saturating_sub(report.called.len() as u64 * CREDIT_OF_ONE);
        for number in &report.called {
            // One who has missed no call is reached in this turn.
            let returned = number.0 <= self.view.room.serving;
            changes.push(LineChange::Slot { number: *number, slot: Some(Slot::called(now)) });
            let step = AdmissionStep::Called { returned, cap: room.cap() };
            changes.push(LineChange::recorded(*number, step, now));
        }
        if room != self.view.room {
            changes.push(LineChange::Room(Box::new(room)));
        }
        (report, changes)
    }

    /// Those who have missed a call go first, by their number, but get no more than every second call while others wait.
    fn pick(&self, room: &mut Room, calls_max: u32, now: Timestamp) -> Vec<PlaceNumber> {
        let mut looks = if calls_max == 0 { 0 } else { LOOKS_MIN + LOOKS_PER_CALL * calls_max };
        let mut returned = self.view.returned.iter();
        let (mut picked, mut back, mut is_head_over) = (Vec::new(), returned.next(), false);
        while picked.len() < calls_max as usize {
            match back {
                Some(number) if is_head_over || !room.returned_last => {
                    picked.push(*number);
                    room.returned_last = true;
                    back = returned.next();
                }
                Some(_) | None => match self.next_who_is_there(room, &mut looks, now) {
                    Some(number) => {
                        picked.push(number);
                        room.returned_last = false;
                    }
                    None if back.is_none() => break,
                    None => is_head_over = true,
                },
            }
        }
        picked
    }

    fn next_who_is_there(&self, room: &mut Room, looks: &mut u32, now: Timestamp) -> Option<PlaceNumber> {
        while room.serving < room.issued && *looks > 0 {
            room.serving += 1;
            *looks -= 1;
            let number = room.serving;
            if !self.view.gone.contains(number) && self.presence.is_there(number, room.unknown_since(), now) {
                return Some(PlaceNumber(number));
            }
        }
        None
    }
}

/// With what has been earned since the last turn. No more is saved up than the calls of a second, or one call.
fn refilled(room: &Room, now: Timestamp) -> Room {
    if room.phase != Phase::Open {
        return room.clone();
    }
    let elapsed =
        u64::try_from(now.since(room.turned_at).as_micros()).unwrap_or(u64::MAX).min(MICROS_PER_MINUTE);
    let earned = u64::from(room.rate()) * elapsed / 60;
    let most = (u64::from(room.rate()) * CREDIT_OF_ONE / 60).max(CREDIT_OF_ONE);
    let turned_at = room.turned_at.max(now);
    Room { credit: room.credit.saturating_add(earned).min(most), turned_at, ..room.clone() }
}
