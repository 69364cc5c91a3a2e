//! Buyers who change the map at a given rate, and when each change was acknowledged.

use std::ops::RangeInclusive;
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::time::Instant;

use crate::load::{Answer, Connection, Crowd, Feed, Mark, QUIET, Request, Workload, get, open};
use crate::measure::{CpuShares, Timing};
use crate::paths::seats::{Distinct, STADIUM, STADIUM_SEATS, show};
use crate::subjects::{Stack, Subject};

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
    pub(super) shares: CpuShares,
    /// Until all readers had the last one.
    pub(super) elapsed: Duration,
}

impl Change {
    /// At this rate for the length of a take, until the crowd has received all of it.
    pub(super) async fn make(
        &mut self,
        subject: &Stack,
        per_second: f64,
        timing: Timing,
        crowd: &Crowd,
    ) -> anyhow::Result<Changed> {
        let target = subject.reservation()?;
        let base = version(subject).await?;
        let workload = Acknowledged { holds: Distinct::new(STADIUM, self.free.clone()), at: Vec::new() };
        let (before, began) = (target.tiers.now()?, Instant::now());
        let (take, workload) = open(&target, CONNECTIONS, (per_second, timing.take()), workload).await?;
        crowd.settle().await;
        let elapsed = began.elapsed().saturating_sub(QUIET);
        let next = self.free.start() + usize::try_from(take.done)?;
        ensure!(next <= *self.free.end(), "no seats are free any more: take fewer seconds");
        self.free = next..=*self.free.end();
        Ok(Changed { base, acknowledged: workload.at, shares: target.tiers.since(&before)?, elapsed })
    }
}

struct Acknowledged {
    holds: Distinct,
    at: Vec<Instant>,
}

impl Workload for Acknowledged {
    fn next(&mut self) -> Option<(usize, Request)> {
        self.holds.next()
    }

    fn answered(&mut self, seat: usize, due: Instant, answer: &Answer<'_>) -> anyhow::Result<()> {
        self.at.push(Instant::now());
        self.holds.answered(seat, due, answer)
    }
}

pub(super) fn stream(is_batched: bool) -> Feed {
    let path = format!("/api/events/{STADIUM}/seats/stream?batch={is_batched}");
    Feed { request: get(&path, "Accept: text/event-stream\r\n"), mark: Mark::EventId }
}

pub(super) fn socket() -> Feed {
    const UPGRADE: &str = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    Feed { request: get(&format!("/ws?eventId={STADIUM}"), UPGRADE), mark: Mark::Seq }
}

/// Of the public map.
pub(super) async fn version(subject: &Stack) -> anyhow::Result<u64> {
    let mut connection = Connection::open(subject.addresses().catalog).await?;
    let answer = connection.exchange(&show(STADIUM, "Accept: application/octet-stream\r\n")).await?;
    let position = answer.header("seat-version").context("the map has no version")?;
    let (_, version) = position.split_once('-').context("the version has another form")?;
    Ok(version.parse()?)
}
