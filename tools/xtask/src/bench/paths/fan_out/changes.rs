//! Who changes the map, at which rate, and when each was told that his change is made.

use std::ops::RangeInclusive;
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::time::Instant;

use crate::bench::load::{Answer, Connection, Crowd, QUIET, Request, Talk, get, open};
use crate::bench::measure::{Pace, Shares};
use crate::bench::paths::seats::{Distinct, STADIUM, STADIUM_SEATS, show};
use crate::bench::subjects::{Stack, Subject};

const CONNECTIONS: usize = 16;

/// The seats that are still free to be held, which is what a change is here.
#[derive(Debug)]
pub(super) struct Change {
    free: RangeInclusive<usize>,
}

impl Default for Change {
    fn default() -> Self {
        Self { free: 1..=STADIUM_SEATS }
    }
}

/// What was changed in one take.
pub(super) struct Changed {
    /// The version of the map before the first of them.
    pub(super) base: u64,
    /// When each was acknowledged, in order.
    pub(super) acknowledged: Vec<Instant>,
    pub(super) shares: Shares,
    /// Until everybody was told of the last one.
    pub(super) elapsed: Duration,
}

impl Change {
    /// At this rate for the length of a take, until the crowd has heard all that it is told.
    pub(super) async fn make(
        &mut self,
        subject: &Stack,
        per_second: f64,
        pace: Pace,
        crowd: &Crowd,
    ) -> anyhow::Result<Changed> {
        let target = subject.reservation()?;
        let base = version(subject).await?;
        let talk = Told { holds: Distinct::new(STADIUM, self.free.clone()), told: Vec::new() };
        let (before, began) = (target.tiers.now()?, Instant::now());
        let (take, talk) = open(&target, CONNECTIONS, (per_second, pace.take()), talk).await?;
        crowd.settle().await;
        let elapsed = began.elapsed().saturating_sub(QUIET);
        let next = self.free.start() + usize::try_from(take.done)?;
        ensure!(next <= *self.free.end(), "no seats are free any more: take fewer seconds");
        self.free = next..=*self.free.end();
        Ok(Changed { base, acknowledged: talk.told, shares: target.tiers.since(&before)?, elapsed })
    }
}

struct Told {
    holds: Distinct,
    told: Vec<Instant>,
}

impl Talk for Told {
    fn next(&mut self) -> Option<(usize, Request)> {
        self.holds.next()
    }

    fn heard(&mut self, seat: usize, due: Instant, answer: &Answer<'_>) -> anyhow::Result<()> {
        self.told.push(Instant::now());
        self.holds.heard(seat, due, answer)
    }
}

pub(super) fn stream(is_batched: bool) -> Request {
    get(&format!("/api/events/{STADIUM}/seats/stream?batch={is_batched}"), "Accept: text/event-stream\r\n")
}

/// Of the map, as everybody is shown it.
pub(super) async fn version(subject: &Stack) -> anyhow::Result<u64> {
    let mut connection = Connection::open(subject.doors().catalog).await?;
    let answer = connection.exchange(&show(STADIUM, "Accept: application/octet-stream\r\n")).await?;
    let position = answer.header("seat-version").context("the map has no version")?;
    let (_, version) = position.split_once('-').context("the version has another form")?;
    Ok(version.parse()?)
}
