//! How many holds Redis finds waiting at each read: the pipeline depth at which `redis-benchmark` has to run if the two are to be compared.

use std::collections::BTreeMap;

use anyhow::Context;
use engines::RedisAddress;

use crate::floors::RedisFloor;
use crate::measure::{Interval, Takes, Timing};
use crate::report::{Part, Row};

/// One call after another, and the depth from which more no longer helps.
const USUAL: [usize; 2] = [1, 16];
/// At a depth of one, many clients; at a larger one, few.
const CLIENTS_AT_ONE: usize = 50;
const CLIENTS: usize = 4;
/// Scripts are measured beside our holds, and need less time.
const SHARE_OF_A_TAKE: f64 = 0.4;

#[derive(Default)]
pub(super) struct PipelineDepths {
    measured: Vec<f64>,
    /// By depth, of each round: calls a second, and what one costs the server.
    floors: BTreeMap<usize, (Vec<f64>, Vec<f64>)>,
}

impl PipelineDepths {
    /// Of one round of holds.
    pub(super) fn add(&mut self, depth: f64) {
        self.measured.push(depth);
    }

    /// The depth of the first round is the one that is compared with.
    fn ours(&self) -> usize {
        let first = self.measured.first().copied().unwrap_or(1.0);
        let whole = first.round() as usize;
        whole.max(1)
    }

    pub(super) fn measure(&mut self, floor: &RedisFloor, timing: Timing, counts: bool) -> anyhow::Result<()> {
        let mut depths = USUAL.to_vec();
        depths.push(self.ours());
        depths.sort_unstable();
        depths.dedup();
        for depth in depths {
            let clients = if depth == 1 { CLIENTS_AT_ONE } else { CLIENTS };
            let holds = floor.holds(clients, depth, timing.take().mul_f64(SHARE_OF_A_TAKE))?;
            if counts {
                let (rates, costs) = self.floors.entry(depth).or_default();
                rates.push(holds.measured.per_second);
                costs.push(holds.cpu_us);
            }
        }
        Ok(())
    }

    pub(super) fn add_rows(&self, part: &mut Part, distinct: &Takes) {
        let rates = distinct.rates();
        for (depth, (floor, costs)) in &self.floors {
            let depth = match *depth == self.ours() {
                true => format!("our depth of {depth}"),
                false => format!("a depth of {depth}"),
            };
            let cost = [("redis".to_owned(), Interval::of(costs).middle)];
            part.add(Row::new(format!("floor: redis-benchmark at {depth}"), floor, "/s").cpu(cost.into()));
            let what = format!("distinct seats, to redis-benchmark at {depth}");
            part.add(Row::new(what, &rates, "/s").over(&rates, "script", floor));
        }
        let depth = Interval::of(&self.measured);
        part.note(format!(
            "holds for each time that Redis reads: {:.1} [{:.1}, {:.1}]",
            depth.middle, depth.low, depth.high
        ));
    }
}

/// What Redis has counted since it started, by the name it has in `INFO stats`.
pub(super) fn counted(redis: RedisAddress, name: &str) -> anyhow::Result<f64> {
    let stats = redis.run(&["INFO", "stats"])?;
    let mut lines = stats.lines();
    let count = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    Ok(count.with_context(|| format!("Redis does not count {name}"))?.trim().parse()?)
}

/// How often a Redis has read from its clients so far.
pub(super) struct Reads(f64);

impl Reads {
    pub(super) fn of(redis: RedisAddress) -> anyhow::Result<Self> {
        Ok(Self(counted(redis, "total_reads_processed")?))
    }

    pub(super) fn since(&self, redis: RedisAddress) -> anyhow::Result<f64> {
        Ok((Self::of(redis)?.0 - self.0).max(1.0))
    }
}
