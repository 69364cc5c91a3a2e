//! Every metric of this service. Labels have a fixed, small variety.

use std::time::Duration;

use ::metrics::{counter, gauge, histogram};

use crate::domain::{Answer, Command, Duty};
use crate::ports::Unknown;

pub(crate) fn command(command: Command, outcome: &'static str) {
    let command = match command {
        Command::Authorize => "authorize",
        Command::Capture => "capture",
        Command::Void => "void",
    };
    counter!("holdfast_payment_commands_total", "command" => command, "outcome" => outcome).increment(1);
}

pub(crate) fn asked(duty: Duty, outcome: &Result<Answer, Unknown>, took: Duration) {
    let duty = match duty {
        Duty::Authorize => "authorize",
        Duty::Capture => "capture",
        Duty::Release => "release",
    };
    let outcome = outcome_name(outcome);
    counter!("holdfast_payment_asks_total", "duty" => duty, "outcome" => outcome).increment(1);
    histogram!("holdfast_payment_ask_seconds", "duty" => duty).record(took.as_secs_f64());
}

/// One word for how a question ended, also for traces.
pub(crate) fn outcome_name(outcome: &Result<Answer, Unknown>) -> &'static str {
    match outcome {
        Ok(Answer::Authorized) => "authorized",
        Ok(Answer::Declined { .. }) => "declined",
        Ok(Answer::Captured) => "captured",
        Ok(Answer::Released) => "released",
        Err(Unknown) => "unknown",
    }
}

/// Payments that the provider is being asked about right now.
pub(crate) fn asking(count: usize) {
    gauge!("holdfast_payment_asking_count").set(u32::try_from(count).unwrap_or(u32::MAX));
}

/// Payments that the provider has yet to answer for.
pub(crate) fn unsettled(count: u64) {
    gauge!("holdfast_payment_unsettled_count").set(count as f64);
}
