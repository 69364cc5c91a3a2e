//! The same on the one process: one at a time, and two hundred buyers in the same instant.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::alone::one_at_a_time;
use super::setup::{ALONE, TOGETHER, hold_next, settings};
use crate::check;
use crate::load::Connection;
use crate::measure::{Latencies, Timing};
use crate::paths::orders::{accepted, order, took, watched};
use crate::paths::seats::STADIUM;
use crate::report::{Goal, Part, Row};
use crate::subjects::{Addresses, Embedded, Subject};

const AT_ONCE: usize = 200;

pub(super) async fn measure(holdfast: &Path, timing: Timing, part: &mut Part) -> anyhow::Result<()> {
    let subject = Embedded::fresh(holdfast, settings())?;
    let (addresses, mut seats, mut free) = (subject.addresses(), ALONE, TOGETHER);
    let (mut alone, mut together) = ([Vec::new(), Vec::new()], Vec::new());
    for counts in timing.some_rounds() {
        let (_, by_timeline) = one_at_a_time(addresses, &mut seats, timing.take()).await?;
        let seats = hold_next(&subject, STADIUM, &mut free, AT_ONCE).await?;
        let at_once = at_once(addresses, seats.collect()).await?;
        if counts {
            alone
                .iter_mut()
                .zip([0.5, 0.99])
                .for_each(|(rounds, share)| rounds.push(by_timeline.quantile(share)));
            together.push(at_once.quantile(0.99));
        }
    }
    for ((rounds, name), most) in alone.iter().zip(["p50", "p99"]).zip([10.0, 50.0]) {
        let what = format!("one process, one at a time, by the timeline: {name}");
        part.add(Row::new(what, rounds, "ms").goal(Goal::AtMost(most)));
    }
    let what = format!("one process, {AT_ONCE} at once: p99");
    part.add(Row::new(what, &together, "ms").goal(Goal::AtMost(1_000.0)));
    check::verify(holdfast, addresses.internal.order)
}

/// Buyers who hold their seats already and order in the same instant; by the timelines.
async fn at_once(addresses: Addresses, seats: Vec<usize>) -> anyhow::Result<Latencies> {
    let gate = Arc::new(Barrier::new(seats.len()));
    let mut buyers = JoinSet::new();
    for seat in seats {
        let gate = gate.clone();
        buyers.spawn(async move {
            let mut connection = Connection::open(addresses.order).await?;
            gate.wait().await;
            let id = accepted(&connection.exchange(&order(STADIUM, &[seat])).await?)?;
            took(&watched(addresses.order, &id).await?)
        });
    }
    let mut latencies = Latencies::new()?;
    while let Some(took) = buyers.join_next().await {
        latencies.add(took??);
    }
    Ok(latencies)
}
