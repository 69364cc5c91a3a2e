//! One buyer at a time: an order waits for nothing but its own hops.

use std::ops::RangeInclusive;
use std::time::Duration;

use tokio::time::Instant;

use super::histograms::{self, Histograms};
use super::setup::{ALONE, Floors};
use crate::load::Connection;
use crate::measure::{Interval, Latencies, Timing};
use crate::paths::orders::{accepted, order, took, watched};
use crate::paths::seats::{STADIUM, hold};
use crate::report::{Goal, Part, Row};
use crate::subjects::{Addresses, Stack, Subject};

const COMMITS: f64 = 3.0;
const HOPS: f64 = 4.0;
/// Twice as many as a service has to its database.
const WRITERS: usize = 32;

/// Of each round: milliseconds, or a rate per second.
#[derive(Default)]
struct Rounds {
    commit: Vec<f64>,
    commits: Vec<f64>,
    acknowledged: Vec<f64>,
    hop: Vec<f64>,
    script: Vec<f64>,
    sum: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
    by_timeline: Vec<f64>,
}

pub(super) async fn on_the_stack(
    stack: &Stack,
    floors: &Floors,
    timing: Timing,
    part: &mut Part,
) -> anyhow::Result<()> {
    let (addresses, mut seats) = (stack.addresses(), ALONE);
    let mut rounds = Rounds::default();
    let (clocks, mut orders) = (Histograms::read(addresses).await?, 0);
    for counts in timing.all_rounds() {
        if counts {
            rounds.add_floors(floors, timing)?;
        }
        stack.tiers()?.wait_until_idle().await?;
        let (seen, by_timeline) = one_at_a_time(addresses, &mut seats, timing.take()).await?;
        orders += seen.len();
        if counts {
            rounds.p50.push(seen.quantile(0.5));
            rounds.p99.push(seen.quantile(0.99));
            rounds.by_timeline.push(by_timeline.quantile(0.5));
        }
    }
    rounds.add_rows(part);
    histograms::since(&clocks, &Histograms::read(addresses).await?, orders)
        .into_iter()
        .for_each(|note| part.note(note));
    Ok(())
}

impl Rounds {
    fn add_floors(&mut self, floors: &Floors, timing: Timing) -> anyhow::Result<()> {
        let lasting = timing.take() / 3;
        let commit = floors.commit.commits(1, lasting)?;
        let hop = floors.hop.hops(lasting)?;
        let script = floors.script.holds(1, 1, lasting)?;
        self.commits.push(floors.commit.commits(WRITERS, lasting)?.per_second);
        self.commit.push(commit.p50_ms);
        self.acknowledged.push(hop.ack_p50_ms);
        self.hop.push(hop.hop_p50_ms);
        self.script.push(script.measured.p50_ms);
        self.sum.push(COMMITS * commit.p50_ms + HOPS * hop.hop_p50_ms + script.measured.p50_ms);
        Ok(())
    }

    fn add_rows(&self, part: &mut Part) {
        for (what, rounds) in [
            ("floor: a durable commit of three rows, p50", &self.commit),
            ("floor: a message acknowledged by Kafka, p50", &self.acknowledged),
            ("floor: a message through Kafka, p50", &self.hop),
            ("floor: a script in Redis, p50", &self.script),
        ] {
            part.add(Row::new(what, rounds, "ms"));
        }
        part.add(Row::new(format!("floor: durable commits by {WRITERS} connections"), &self.commits, "/s"));
        let over = |what, rounds: &[f64], most| {
            Row::new(what, rounds, "ms").over(rounds, "its hops", &self.sum).goal(Goal::AtMost(most))
        };
        let also =
            format!("by its timeline, from its creation, {:.0} ms", Interval::of(&self.by_timeline).middle);
        part.add(over("accepted to CONFIRMED, one at a time: p50", &self.p50, 1.5).also(also));
        part.add(over("the same: p99", &self.p99, 3.0));
    }
}

/// From the answer that accepted them, as seen on their streams; and by their timelines.
pub(super) async fn one_at_a_time(
    addresses: Addresses,
    seats: &mut RangeInclusive<usize>,
    lasting: Duration,
) -> anyhow::Result<(Latencies, Latencies)> {
    let mut holds = Connection::open(addresses.reservation).await?;
    let mut orders = Connection::open(addresses.order).await?;
    let (mut seen, mut by_timeline) = (Latencies::new()?, Latencies::new()?);
    let began = Instant::now();
    while began.elapsed() < lasting {
        let Some(seat) = seats.next() else { break };
        holds.exchange(&hold(STADIUM, seat)).await?.expect(201)?;
        let id = accepted(&orders.exchange(&order(STADIUM, &[seat])).await?)?;
        let answered = Instant::now();
        let confirmed = watched(addresses.order, &id).await?;
        seen.add(answered.elapsed());
        by_timeline.add(took(&confirmed)?);
    }
    Ok((seen, by_timeline))
}
