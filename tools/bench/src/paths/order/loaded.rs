//! Many buyers: how many orders can be decided in a second, and how long one takes when they come at less than that.

use std::time::Duration;

use super::setup::{Floors, TOGETHER, hold_next};
use crate::load::{Connection, Target, closed, open};
use crate::measure::{Interval, Latencies, Take, Takes, Timing};
use crate::paths::hold::CONNECTIONS;
use crate::paths::orders::{Accepted, Orders, WallClock, confirmed};
use crate::paths::seats::STADIUM;
use crate::report::{Part, Row};
use crate::subjects::{Stack, Subject};

/// Not more than are accepted before the service knows how fast it decides them.
const SEATS_A_ROUND: usize = 480;
const WRITERS: usize = 32;
/// Of what can be decided in a second.
const LOADS: [f64; 3] = [0.2, 0.5, 0.8];
/// More than can be decided, and for how many takes.
const TOO_MUCH: f64 = 2.0;
const TOO_LONG: u32 = 8;

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
        let (latencies, _) = decided(&target, &orders.accepted, clock).await?;
        for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
            let percent = load * 100.0;
            let what = format!("{percent:.0} % of that, {rate:.0} a second, from when each was due: {name}");
            part.add(Row::single(what, latencies.quantile(share), "ms"));
        }
    }
    let (rate, lasting) = (capacity * TOO_MUCH, timing.take() * TOO_LONG);
    let seats = (rate * lasting.as_secs_f64()) as usize + 1;
    let orders = Orders::of(STADIUM, hold_next(stack, STADIUM, &mut free, seats).await?);
    beyond(&target, capacity, (rate, lasting), orders, part).await
}

/// Overload: some orders are shed with 503, and the others are decided as if they had come alone.
async fn beyond(
    target: &Target,
    capacity: f64,
    (rate, lasting): (f64, Duration),
    orders: Orders,
    part: &mut Part,
) -> anyhow::Result<()> {
    let clock = WallClock::read();
    let (_, orders) = open(target, CONNECTIONS, (rate, lasting), orders).await?;
    let (latencies, elapsed) = decided(target, &orders.accepted, clock).await?;
    let rate_decided = [latencies.len() as f64 / elapsed.as_secs_f64()];
    let what = format!("twice that, {rate:.0} a second for {} s: decided", lasting.as_secs());
    let also = format!("{} accepted, {} turned away with 503", orders.accepted.len(), orders.turned_away);
    part.add(Row::new(what, &rate_decided, "/s").over(&rate_decided, "capacity", &[capacity]).also(also));
    for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
        let what = format!("those that were accepted, from when each was due: {name}");
        part.add(Row::single(what, latencies.quantile(share), "ms"));
    }
    Ok(())
}

/// As fast as they are accepted; and the same orders until the last of them is decided.
async fn at_capacity(target: &Target, orders: Orders, timing: Timing) -> anyhow::Result<(Take, Take)> {
    let clock = WallClock::read();
    let before = target.tiers.now()?;
    let (accepted, orders) = closed(target, CONNECTIONS, timing.take() * 2, orders).await?;
    let (latencies, elapsed) = decided(target, &orders.accepted, clock).await?;
    let shares = target.tiers.since(&before)?;
    Ok((accepted, Take { done: latencies.len(), elapsed, latencies, shares }))
}

/// How long each took from when it was due; and all of them, from when the clock was read to the last confirmation.
async fn decided(
    target: &Target,
    accepted: &[Accepted],
    clock: WallClock,
) -> anyhow::Result<(Latencies, Duration)> {
    let mut connection = Connection::open(target.address).await?;
    let (mut latencies, mut last) = (Latencies::new()?, clock.shown());
    for order in accepted {
        let confirmed = confirmed(&mut connection, &order.id).await?;
        latencies.add(confirmed.since(clock.at(order.due)));
        last = last.max(confirmed);
    }
    Ok((latencies, last.since(clock.shown())))
}
