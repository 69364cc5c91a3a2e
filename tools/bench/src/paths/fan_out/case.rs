//! One kind of crowd and one rate of changes.

use std::fmt;

use anyhow::{Context, ensure};

use super::changes::{Change, Changed, stream, version};
use super::staleness::staleness;
use crate::floors::SendFloor;
use crate::load::Crowd;
use crate::measure::{Interval, Latencies, Timing, millis};
use crate::report::{Goal, Row};
use crate::subjects::{Stack, Subject};

pub(super) const SERVER: &str = "catalog";
/// Seconds of processor time, a few clock ticks: what costs less cannot be distinguished from nothing.
pub(super) const TELLS_APART: f64 = 0.03;

#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    pub(super) changes_per_second: f64,
    pub(super) is_batched: bool,
}

/// Of each round.
pub(super) struct Measured {
    /// Frames for each second of a processor.
    frames: Vec<f64>,
    floor: Vec<f64>,
    /// Seconds of processor time in a second.
    pub(super) spent: Vec<f64>,
    arrived: Vec<f64>,
    frame_bytes: f64,
    staleness: Latencies,
    pub(super) disturbance: (f64, f64),
}

impl Case {
    pub(super) async fn measure(
        &self,
        stack: &Stack,
        floor: &mut SendFloor,
        change: &mut Change,
        readers: usize,
        timing: Timing,
    ) -> anyhow::Result<Measured> {
        let crowd = Crowd::gather(stack.addresses().catalog, readers, Some(stream(self.is_batched))).await?;
        let mut figures = Measured::empty()?;
        let mut changed = Vec::new();
        for counts in timing.some_rounds() {
            let before = crowd.read_so_far();
            let made = change.make(stack, self.changes_per_second, timing, &crowd).await?;
            let after = crowd.read_so_far();
            let (frames, bytes) =
                ((after.frames - before.frames) as f64, (after.bytes - before.bytes) as f64);
            ensure!(frames > 0.0, "no reader received a frame");
            let least = floor.frames_per_cpu_second((bytes / frames).round() as usize).await?;
            if counts {
                figures.add(frames, bytes, spent(&made)?, &made);
                figures.floor.push(least);
                changed.push(made);
            }
        }
        let newest = version(stack).await?;
        let result = crowd.leave()?;
        let behind = result.versions.iter().filter(|version| **version != newest).count();
        ensure!(behind == 0, "{behind} of {readers} readers did not end at version {newest}");
        figures.staleness = staleness(&changed, &result.sightings)?;
        Ok(figures)
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_batched { "batched" } else { "each change by itself" };
        write!(f, "{:.0} changes a second, {kind}", self.changes_per_second)
    }
}

pub(super) fn spent(made: &Changed) -> anyhow::Result<f64> {
    Ok(made.shares.of(SERVER).context("the server is not counted")?.as_secs_f64())
}

impl Measured {
    fn empty() -> anyhow::Result<Self> {
        Ok(Self {
            frames: Vec::new(),
            floor: Vec::new(),
            spent: Vec::new(),
            arrived: Vec::new(),
            frame_bytes: 0.0,
            staleness: Latencies::new()?,
            disturbance: (0.0, 0.0),
        })
    }

    fn add(&mut self, frames: f64, bytes: f64, spent: f64, made: &Changed) {
        let spent = spent.max(TELLS_APART);
        let seconds = made.elapsed.as_secs_f64();
        self.frames.push(frames / spent);
        self.spent.push(spent / seconds);
        self.arrived.push(frames / seconds);
        self.frame_bytes = bytes / frames;
        let (foreign, stolen) = self.disturbance;
        self.disturbance = (foreign.max(made.shares.foreign), stolen.max(made.shares.stolen));
    }

    pub(super) fn row(&self, what: String) -> Row {
        let [p50, p99] = [0.5, 0.99].map(|share| millis(self.staleness.quantile(share)));
        let arrived = Interval::of(&self.arrived).middle;
        let also =
            format!("{arrived:.0} frames/s of {:.0} bytes; stale p50 {p50}, p99 {p99}", self.frame_bytes);
        let each = 1e6 / Interval::of(&self.frames).middle;
        let row = Row::new(what, &self.frames, "/s").over(&self.frames, "send loop", &self.floor);
        row.goal(Goal::AtLeast(0.70)).also(also).cpu([(SERVER.to_owned(), each)].into())
    }
}
