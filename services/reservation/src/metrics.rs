//! Every metric of reservation, as a function.

use std::time::Duration;

use crate::domain::Rung;
use crate::ports::{HoldError, Reservation, Settled, Swept};

/// How long the store took to decide about a hold, and what it decided.
pub(crate) fn hold_answered(outcome: &Result<Reservation, HoldError>, took: Duration) {
    let outcome = match outcome {
        Ok(Reservation { replayed: false, .. }) => "held",
        Ok(Reservation { replayed: true, .. }) => "replayed",
        Err(HoldError::UnknownEvent | HoldError::UnknownSeat(_)) => "unknown",
        Err(HoldError::SaleNotOpen { .. }) => "not_open",
        Err(HoldError::Blocked(_)) => "conflict",
        Err(HoldError::Short { .. }) => "short",
        Err(HoldError::TierFull(_)) => "tier_full",
        Err(HoldError::LeavesSingles(_)) => "leaves_single",
        Err(HoldError::TooManySeats { .. } | HoldError::LimitReached) => "over_limit",
        Err(HoldError::Guest(_)) => "guest_limited",
        Err(HoldError::KeyReused) => "key_reused",
        Err(HoldError::Unavailable(_)) => "unavailable",
    };
    metrics::histogram!("holdfast_reservation_hold_seconds").record(took.as_secs_f64());
    metrics::counter!("holdfast_reservation_holds_total", "outcome" => outcome).increment(1);
}

/// How long it took to find the best seats in what was read of them, and on which rung they are.
pub(crate) fn seats_chosen(rung: Option<Rung>, took: Duration) {
    let outcome = match rung {
        Some(Rung::Together) => "together",
        Some(Rung::LeavesSingle) => "leaves_single",
        Some(Rung::InPieces) => "in_pieces",
        None => "none",
    };
    metrics::histogram!("holdfast_reservation_choosing_seconds", "outcome" => outcome)
        .record(took.as_secs_f64());
}

/// Of a hold at a sale with a waiting room: by a pass, or without one while operators let visitors in so.
pub(crate) fn pass_checked(outcome: &'static str) {
    metrics::counter!("holdfast_reservation_passes_total", "outcome" => outcome).increment(1);
}

/// How many commands shared a commit, or a call to Redis.
pub(crate) fn executed_together(commands: usize) {
    metrics::histogram!("holdfast_reservation_commands_together").record(commands as f64);
}

pub(crate) fn confirm_answered(settled: Settled) {
    let outcome = match settled {
        Settled::Sold => "sold",
        Settled::Refused => "refused",
    };
    metrics::counter!("holdfast_reservation_confirms_total", "outcome" => outcome).increment(1);
}

/// From the end of a hold to the moment at which it was published.
pub(crate) fn swept(swept: &Swept) {
    metrics::gauge!("holdfast_reservation_live_seats").set(swept.live as f64);
    metrics::gauge!("holdfast_reservation_unanswered_events").set(f64::from(swept.unanswered));
    if swept.freed > 0 {
        metrics::histogram!("holdfast_reservation_expiry_lag_seconds").record(swept.lag.as_secs_f64());
        metrics::counter!("holdfast_reservation_expired_total").increment(u64::from(swept.freed));
    }
}

/// How long an event was closed while its seats were rebuilt, and with which outcome.
pub(crate) fn rebuilt(outcome: &'static str, took: Duration) {
    metrics::histogram!("holdfast_reservation_rebuild_seconds").record(took.as_secs_f64());
    metrics::counter!("holdfast_reservation_rebuilds_total", "outcome" => outcome).increment(1);
}

/// How many lost events wait for their rebuild.
pub(crate) fn rebuilds_waiting(events: usize) {
    metrics::gauge!("holdfast_reservation_rebuilds_waiting").set(events as f64);
}

/// How full the fullest Redis is, as a share of its limit.
#[cfg(feature = "redis")]
pub(crate) fn redis_memory(share: f64) {
    metrics::gauge!("holdfast_reservation_redis_memory_ratio").set(share);
}

pub(crate) fn event_forgotten() {
    metrics::counter!("holdfast_reservation_forgotten_events_total").increment(1);
}

pub(crate) fn repaired(seats: u32) {
    metrics::counter!("holdfast_reservation_repaired_seats_total").increment(u64::from(seats));
}
