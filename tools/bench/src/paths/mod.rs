//! The paths that are measured, each with its floors in turn.

mod best;
mod drain;
mod expiry;
mod fan_out;
mod footprint;
mod ga;
mod guest;
mod hold;
mod line;
mod line_hour;
mod metrics;
mod order;
mod orders;
mod pipeline_depth;
mod recovery;
mod scale;
mod seats;
mod snapshot;
mod sold_out;

use crate::measure::Timing;
use crate::report::{Part, Report};

/// In the order in which they are measured and reported.
pub(crate) const PATHS: [&str; 17] = [
    "hold-embedded",
    "hold-redis",
    "best",
    "ga",
    "line",
    "line-hour",
    "snapshot",
    "fan-out",
    "sockets",
    "order",
    "overload",
    "sold-out",
    "recovery",
    "drain",
    "footprint",
    "expiry",
    "scale",
];

pub(crate) async fn measure(path: &str, timing: Timing, report: &mut Report) -> anyhow::Result<Part> {
    match path {
        "hold-embedded" => hold::embedded(timing, report).await,
        "hold-redis" => hold::on_redis(timing, report).await,
        "best" => best::measure(timing, report).await,
        "ga" => ga::measure(timing, report).await,
        "line" => line::measure(timing, report).await,
        "line-hour" => line_hour::measure().await,
        "snapshot" => snapshot::measure(timing).await,
        "fan-out" => fan_out::measure(timing).await,
        "sockets" => fan_out::sockets(timing).await,
        "order" => order::measure(timing, report).await,
        "overload" => order::overload::measure(timing, report).await,
        "sold-out" => sold_out::measure(report).await,
        "recovery" => recovery::measure(timing).await,
        "drain" => drain::measure().await,
        "footprint" => footprint::measure(timing).await,
        "expiry" => expiry::measure().await,
        "scale" => scale::measure(timing).await,
        other => anyhow::bail!("no path is called {other}; there are: {}", PATHS.join(", ")),
    }
}
