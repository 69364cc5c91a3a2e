//! Every metric of this service, as a function. Labels come from small fixed sets, never from ids.

use std::time::Duration;

use metrics::{counter, gauge, histogram};

use crate::domain::promises::Promise;
use crate::domain::saga::State;
use crate::store::Census;

/// The names of all states, so that a gauge goes back to zero when a state empties.
const STATES: [&str; 7] =
    ["AUTHORIZING", "CONFIRMING", "CONFIRMED", "DONE", "COMPENSATING", "CANCELLED", "STUCK"];

pub(crate) fn placed(outcome: &'static str) {
    counter!("holdfast_order_placed_total", "outcome" => outcome).increment(1);
}

/// With the names that the source design of limited sales gives them.
pub(crate) fn purchased(result: &'static str, took: Duration) {
    counter!("purchase_attempts_total", "result" => result).increment(1);
    histogram!("purchase_duration_seconds").record(took);
}

pub(crate) fn paid(result: Option<&'static str>) {
    if let Some(result) = result {
        counter!("purchase_attempts_total", "result" => result).increment(1);
    }
}

/// How many orders shared a unit of work.
pub(crate) fn stored_together(orders: usize) {
    histogram!("holdfast_order_stored_together").record(orders as f64);
}

/// How many orders were read by one query, where several were asked for at once.
pub(crate) fn read_together(orders: usize) {
    histogram!("holdfast_order_read_together").record(orders as f64);
}

/// A unit of work that was retried, because of contention or because its commit was not acknowledged.
pub(crate) fn contended(work: &'static str) {
    counter!("holdfast_order_contended_total", "work" => work).increment(1);
}

/// From accepted to sold.
pub(crate) fn confirmed(after: Duration) {
    histogram!("holdfast_order_confirmed_seconds").record(after);
}

pub(crate) fn settled(state: &State) {
    counter!("holdfast_order_settled_total", "state" => state.name()).increment(1);
}

/// Seats that the seat store had confirmed although the ledger knew them as sold: the second arbiter was needed.
/// And orders of buyers who had bought as many as they may.
pub(crate) fn ledger_refused(lost_seats: usize, over_limit: usize) {
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    counter!("holdfast_order_ledger_refusals_total").increment(count(lost_seats));
    counter!("holdfast_order_limit_refusals_total").increment(count(over_limit));
}

pub(crate) fn unknown_order() {
    counter!("holdfast_order_unknown_orders_total").increment(1);
}

pub(crate) fn sweep_failed() {
    counter!("holdfast_order_sweep_failures_total").increment(1);
}

pub(crate) fn promise_checked(promise: Promise, things: u64) {
    counter!("holdfast_invariant_checks_total", "invariant" => promise.id()).increment(things);
}

/// A promise that is broken once is counted in every round until it is repaired. Zero counts too: what was never counted cannot raise an alert.
pub(crate) fn promise_broken(promise: Promise, breaches: usize) {
    counter!("holdfast_invariant_violations_total", "invariant" => promise.id())
        .increment(u64::try_from(breaches).unwrap_or(u64::MAX));
}

pub(crate) fn census(census: &Census, compensating: Option<Duration>, alert_after: Duration) {
    for state in STATES {
        let of_state = census.states.iter().find(|(name, _)| name == state);
        let count = of_state.map_or(0, |(_, count)| *count);
        gauge!("holdfast_order_sagas_count", "state" => state).set(count as f64);
        if state == "STUCK" {
            gauge!("holdfast_order_stuck_count").set(count as f64);
        }
    }
    gauge!("holdfast_order_unfinished_count").set(census.unfinished as f64);
    let age = compensating.unwrap_or(Duration::ZERO);
    gauge!("holdfast_order_compensating_age_seconds").set(age.as_secs_f64());
    gauge!("holdfast_order_compensation_alert").set(if age >= alert_after { 1.0 } else { 0.0 });
}
