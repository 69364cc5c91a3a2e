//! Every metric of the waiting room, as a function. Labels come from small fixed sets; what is per room is summed up.

use std::time::Duration;

use ::metrics::{counter, gauge};

use crate::domain::TurnReport;

/// Of all rooms that are not closed, as this instance knows them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LineTotals {
    pub(crate) waiting: u64,
    pub(crate) called: u64,
    pub(crate) active: u64,
    pub(crate) cap: u64,
    /// How many may be called in a minute.
    pub(crate) rate: u64,
    /// How many rooms let visitors in without a pass.
    pub(crate) fail_open: u64,
    /// Since the line was read that has not been read for longest.
    pub(crate) age: Duration,
}

pub(crate) fn join_answered(outcome: &'static str) {
    counter!("holdfast_waiting_room_joins_total", "outcome" => outcome).increment(1);
}

pub(crate) fn challenge_made() {
    counter!("holdfast_waiting_room_challenges_total").increment(1);
}

/// Where a place costs work: what one who enters has shown of it.
pub(crate) fn work_shown(outcome: &'static str) {
    counter!("holdfast_waiting_room_work_total", "outcome" => outcome).increment(1);
}

pub(crate) fn claimed() {
    counter!("holdfast_waiting_room_claims_total").increment(1);
}

pub(crate) fn turned(report: &TurnReport) {
    counter!("holdfast_waiting_room_calls_total").increment(report.called.len() as u64);
    for (what, count) in [("call", report.unanswered), ("session", report.expired)] {
        counter!("holdfast_waiting_room_lapsed_total", "what" => what).increment(u64::from(count));
    }
}

/// A line that its store had lost.
pub(crate) fn restored() {
    counter!("holdfast_waiting_room_restored_total").increment(1);
}

pub(crate) fn lines(totals: LineTotals) {
    gauge!("holdfast_waiting_room_waiting_count").set(totals.waiting as f64);
    // The same, by its name in the source design of limited sales.
    gauge!("queue_depth").set(totals.waiting as f64);
    gauge!("holdfast_waiting_room_called_count").set(totals.called as f64);
    gauge!("holdfast_waiting_room_active_count").set(totals.active as f64);
    gauge!("holdfast_waiting_room_cap_count").set(totals.cap as f64);
    gauge!("holdfast_waiting_room_rate_per_minute").set(totals.rate as f64);
    gauge!("holdfast_waiting_room_fail_open_count").set(totals.fail_open as f64);
    gauge!("holdfast_waiting_room_view_age_seconds").set(totals.age.as_secs_f64());
}
