//! The paths that are measured, each with its floors in turn.

mod depths;
mod expiry;
mod fan_out;
mod footprint;
mod hold;
mod order;
mod orders;
mod recovery;
mod seats;
mod snapshot;
mod sold_out;

use crate::bench::measure::Pace;
use crate::bench::report::{Part, Report};

/// In the order in which they are measured and told.
pub(crate) const PATHS: [&str; 9] = [
    "hold-embedded",
    "hold-redis",
    "snapshot",
    "fan-out",
    "order",
    "sold-out",
    "recovery",
    "footprint",
    "expiry",
];

pub(crate) async fn measure(path: &str, pace: Pace, report: &mut Report) -> anyhow::Result<Part> {
    match path {
        "hold-embedded" => hold::embedded(pace, report).await,
        "hold-redis" => hold::on_redis(pace, report).await,
        "snapshot" => snapshot::measure(pace).await,
        "fan-out" => fan_out::measure(pace).await,
        "order" => order::measure(pace, report).await,
        "sold-out" => sold_out::measure(report).await,
        "recovery" => recovery::measure(pace).await,
        "footprint" => footprint::measure(pace).await,
        "expiry" => expiry::measure().await,
        other => anyhow::bail!("no path is called {other}; there are: {}", PATHS.join(", ")),
    }
}
