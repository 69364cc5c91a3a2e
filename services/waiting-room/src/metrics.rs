//! Every metric of the waiting room, as a function. Labels come from small fixed sets; what is per room is summed up.

use std::sync::Arc;
use std::time::Duration;

use ::metrics::{counter, gauge};
use primitives::{EventId, Timestamp};

use crate::app::{EnterError, Entered, LiveLine};
use crate::domain::{JoinRefusal, Phase, TurnReport};

pub(crate) fn join_answered(entered: &Result<Entered, EnterError>) {
    let outcome = match entered {
        Ok(_) => "placed",
        Err(EnterError::Refused(JoinRefusal::NoRoom)) => "no_room",
        Err(EnterError::Refused(JoinRefusal::Closed)) => "closed",
        Err(EnterError::Refused(JoinRefusal::Full)) => "full",
        Err(EnterError::Busy) => "busy",
        Err(EnterError::Unavailable(_)) => "unavailable",
    };
    counter!("holdfast_waiting_room_joins_total", "outcome" => outcome).increment(1);
}

pub(crate) fn claimed() {
    counter!("holdfast_waiting_room_claims_total").increment(1);
}

pub(crate) fn turned(report: &TurnReport) {
    counter!("holdfast_waiting_room_calls_total").increment(report.called.len() as u64);
    let ended = |outcome, count| {
        counter!("holdfast_waiting_room_lapsed_total", "what" => outcome).increment(u64::from(count));
    };
    ended("call", report.unanswered);
    ended("session", report.expired);
}

/// Of all rooms that are not closed, as this instance knows them.
pub(crate) fn lines(lines: &[(EventId, Arc<LiveLine>)], now: Timestamp) {
    let (mut waiting, mut called, mut active, mut cap) = (0_u64, 0_u64, 0_u64, 0_u64);
    let mut oldest = Duration::ZERO;
    let open = lines.iter().filter(|(_, line)| line.room().phase != Phase::Closed);
    for (_, line) in open {
        let taken = line.view.taken();
        waiting += u64::from(line.view.waiting());
        called += u64::from(taken.0);
        active += u64::from(taken.1);
        cap += u64::from(line.room().rules.cap);
        oldest = oldest.max(now.since(line.as_of));
    }
    gauge!("holdfast_waiting_room_waiting_count").set(waiting as f64);
    gauge!("holdfast_waiting_room_called_count").set(called as f64);
    gauge!("holdfast_waiting_room_active_count").set(active as f64);
    gauge!("holdfast_waiting_room_cap_count").set(cap as f64);
    gauge!("holdfast_waiting_room_view_age_seconds").set(oldest.as_secs_f64());
}
