//! When orders were decided, and how many can be in a second.

use std::time::Duration;

use primitives::Timestamp;

use crate::load::{Connection, Target, closed};
use crate::measure::{Latencies, Take, Timing};
use crate::paths::hold::CONNECTIONS;
use crate::paths::orders::{Accepted, Orders, WallClock, confirmed};

/// Not more than are accepted at once, before the service knows how fast it decides them.
pub(super) const SEATS_A_ROUND: usize = 256;

pub(super) struct Decided {
    /// How long each took from when it was due.
    pub(super) latencies: Latencies,
    begun: Timestamp,
    confirmed: Vec<Timestamp>,
}

impl Decided {
    /// Until the last of them was confirmed.
    pub(super) fn elapsed(&self) -> Duration {
        self.confirmed.iter().max().map_or(Duration::ZERO, |last| last.since(self.begun))
    }

    /// How many in the beginning.
    pub(super) fn within(&self, first: Duration) -> usize {
        let end = self.begun.plus(first);
        self.confirmed.iter().filter(|confirmed| **confirmed <= end).count()
    }
}

/// As fast as they are accepted; and the same orders until the last of them is decided.
pub(super) async fn at_capacity(
    target: &Target,
    orders: Orders,
    timing: Timing,
) -> anyhow::Result<(Take, Take)> {
    let clock = WallClock::read();
    let before = target.tiers.now()?;
    let (accepted, orders) = closed(target, CONNECTIONS, timing.take() * 2, orders).await?;
    let decided = decided(target, &orders.accepted, clock).await?;
    let (elapsed, shares) = (decided.elapsed(), target.tiers.since(&before)?);
    let latencies = decided.latencies;
    Ok((accepted, Take { done: latencies.len(), elapsed, latencies, shares }))
}

/// Waits until all of them are, which came after the clock was read.
pub(super) async fn decided(
    target: &Target,
    accepted: &[Accepted],
    clock: WallClock,
) -> anyhow::Result<Decided> {
    let mut connection = Connection::open(target.address).await?;
    let mut all = Decided { latencies: Latencies::new()?, begun: clock.shown(), confirmed: Vec::new() };
    for order in accepted {
        let confirmed = confirmed(&mut connection, &order.id).await?;
        all.latencies.add(confirmed.since(clock.at(order.due)));
        all.confirmed.push(confirmed);
    }
    Ok(all)
}
