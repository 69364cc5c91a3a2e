//! Every metric of this service. Labels come from small fixed sets.

use std::time::Duration;

use ::metrics::{counter, gauge, histogram};

use crate::domain::{Operation, ProviderCall, ProviderResponse};
use crate::ports::OutcomeUnknown;

pub(crate) fn command(operation: Operation, outcome: &'static str) {
    let command = match operation {
        Operation::Authorize => "authorize",
        Operation::Capture => "capture",
        Operation::Void => "void",
    };
    counter!("holdfast_payment_commands_total", "command" => command, "outcome" => outcome).increment(1);
}

pub(crate) fn provider_called(
    call: ProviderCall,
    outcome: &Result<ProviderResponse, OutcomeUnknown>,
    took: Duration,
) {
    let duty = match call {
        ProviderCall::Authorize => "authorize",
        ProviderCall::Capture => "capture",
        ProviderCall::Release => "release",
        ProviderCall::Refund => "refund",
    };
    let outcome = outcome_name(outcome);
    counter!("holdfast_payment_asks_total", "duty" => duty, "outcome" => outcome).increment(1);
    histogram!("holdfast_payment_ask_seconds", "duty" => duty).record(took.as_secs_f64());
}

/// The outcome of a call as a label, also for traces.
pub(crate) fn outcome_name(outcome: &Result<ProviderResponse, OutcomeUnknown>) -> &'static str {
    match outcome {
        Ok(ProviderResponse::Authorized) => "authorized",
        Ok(ProviderResponse::Declined { .. }) => "declined",
        Ok(ProviderResponse::Captured) => "captured",
        Ok(ProviderResponse::Released) => "released",
        Ok(ProviderResponse::Refunded) => "refunded",
        Err(OutcomeUnknown) => "unknown",
    }
}

/// Provider calls in flight.
pub(crate) fn in_flight(count: usize) {
    gauge!("holdfast_payment_asking_count").set(u32::try_from(count).unwrap_or(u32::MAX));
}

/// Payments with an outstanding provider call.
pub(crate) fn unsettled(count: u64) {
    gauge!("holdfast_payment_unsettled_count").set(count as f64);
}
