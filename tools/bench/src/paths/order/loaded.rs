//! Many buyers: how many orders can be decided in a second, and how long one takes when they come at less than that.

use super::decided::{SEATS_A_ROUND, at_capacity, decided};
use super::setup::{Floors, TOGETHER, hold_next};
use crate::load::{Target, open};
use crate::measure::{Interval, Takes, Timing};
use crate::paths::hold::CONNECTIONS;
use crate::paths::orders::{Orders, WallClock};
use crate::paths::seats::STADIUM;
use crate::report::{Part, Row};
use crate::subjects::{Stack, Subject};

const WRITERS: usize = 32;
/// Of what can be decided in a second.
const LOADS: [f64; 3] = [0.2, 0.5, 0.8];

pub(super) async fn on_the_stack(
    stack: &Stack,
    floors: &Floors,
    timing: Timing,
    part: &mut Part,
) -> anyhow::Result<()> {
    let target = Target { address: stack.addresses().order, tiers: stack.tiers()? };
    let mut free = TOGETHER;
    let (mut accepting, mut deciding, mut commits) = (Takes::default(), Takes::default(), Vec::new());
    for counts in timing.some_rounds() {
        let floor = floors.commit.commits(WRITERS, timing.take() / 3)?;
        let orders = Orders::of(STADIUM, hold_next(stack, STADIUM, &mut free, SEATS_A_ROUND).await?);
        let (accepted, decided) = at_capacity(&target, orders, timing).await?;
        accepting.add(counts, accepted);
        deciding.add(counts, decided);
        if counts {
            commits.push(floor.per_second);
        }
    }
    let rates = deciding.rates();
    part.add(Row::rate("orders accepted, 64 connections", &accepting));
    let row = Row::new("the same orders decided", &rates, "/s").over(&rates, "commits", &commits);
    part.add(row.cpu(deciding.cpu_us()));
    part.disturbed(deciding.disturbance());
    let capacity = Interval::of(&rates).middle;
    for load in LOADS {
        let (rate, lasting) = (capacity * load, timing.take() * 2);
        let seats = (rate * lasting.as_secs_f64()) as usize + 1;
        let orders = Orders::of(STADIUM, hold_next(stack, STADIUM, &mut free, seats).await?);
        let clock = WallClock::read();
        let (_, orders) = open(&target, CONNECTIONS, (rate, lasting), orders).await?;
        let latencies = decided(&target, &orders.accepted, clock).await?.latencies;
        for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
            let percent = load * 100.0;
            let what = format!("{percent:.0} % of that, {rate:.0} a second, from when each was due: {name}");
            part.add(Row::single(what, latencies.quantile(share), "ms"));
        }
    }
    Ok(())
}
