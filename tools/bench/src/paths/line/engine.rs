//! The line store over Redis without the service above it: filling a line in no time, and what a turn costs the server.

use std::time::Duration;

use anyhow::{Context, ensure};
use engines::{Redis, RedisAddress};
use lifecycle::Tasks;
use primitives::{EventId, VisitorId};
use redis_nodes::NodesConfig;
use tokio::time::{Instant, sleep};
use waiting_room::adapters::redis::RedisLines;
use waiting_room::domain::{
    ChangedBy, Control, Join, JoinIndex, MerkleTree, PlaceEnd, RoomChange, RoomRules, leaf, shuffled_list,
};
use waiting_room::ports::LineStore;

use crate::measure::Timing;
use crate::report::{Goal, Part, Row};

/// As many as the service puts into one call.
const TOGETHER: usize = 256;
pub(super) const MILLION: usize = 1_000_000;
/// A turn may call no more than a second's.
const CALLED: usize = 1_000;
const CALLS_A_MINUTE: u32 = 60_000;

pub(super) struct Lines(RedisLines);

impl Lines {
    pub(super) fn on(redis: RedisAddress) -> anyhow::Result<Self> {
        let config = NodesConfig::at(&format!("redis://127.0.0.1:{}", redis.port))?;
        Ok(Self(RedisLines::connect(&config, Tasks::default())))
    }

    /// Visitors whom no client has.
    pub(super) async fn fill(&self, event: EventId, count: usize) -> anyhow::Result<()> {
        let join = |number: usize| Join { visitor: VisitorId(number as u128 + 1), instead_of: None };
        let joins: Vec<Join> = (0..count).map(join).collect();
        for some in joins.chunks(TOGETHER) {
            self.0.join(event, some).await?;
        }
        Ok(())
    }
}

/// On a Redis of its own, in which a million wait.
pub(super) async fn turns(timing: Timing, part: &mut Part) -> anyhow::Result<()> {
    let (redis, event) = (Redis::start()?, EventId::new(1)?);
    let lines = Lines::on(redis.address())?;
    let rules = RoomRules { cap: MILLION as u32, ceiling: CALLS_A_MINUTE, ..RoomRules::default() };
    lines
        .0
        .change(event, RoomChange::Open { rules, later: None }, ChangedBy::Operator(Control::default()))
        .await?;
    lines.fill(event, MILLION).await?;
    // The script is there, and nothing that was saved up while the line was filled is left.
    lines.0.turn(event).await?;
    let mut took = Vec::new();
    for counts in timing.all_rounds() {
        sleep(Duration::from_millis(1_100)).await;
        let before = ScriptTime::of(redis.address())?;
        let called = lines.0.turn(event).await?.called;
        let millis = before.millis_until(ScriptTime::of(redis.address())?);
        ensure!(called.len() == CALLED, "a turn called {}, and not {CALLED}", called.len());
        for number in called {
            lines.0.end(event, number, PlaceEnd::Left).await?;
        }
        if counts {
            took.push(millis);
        }
    }
    let row = Row::new("a turn that calls 1,000 of 1,000,000: script", &took, "ms");
    part.add(row.goal(Goal::AtMost(5.0)));
    Ok(())
}

/// What an opening of a million costs an instance: the draw of the numbers, and before it the tree over the closed list.
pub(super) fn opening(part: &mut Part) {
    let began = Instant::now();
    let list = shuffled_list(MILLION as u32, &[7; 32]);
    let drawn = began.elapsed();
    let leaves = list.iter().map(|place| leaf(JoinIndex(*place), VisitorId(u128::from(*place)))).collect();
    let began = Instant::now();
    let root = MerkleTree::over(leaves).root();
    let row = Row::single("drawing a million numbers", drawn.as_secs_f64(), "s").goal(Goal::AtMost(1.0));
    part.add(row);
    let row = Row::single("the tree over a million, ten seconds before", began.elapsed().as_secs_f64(), "s");
    part.add(row.also(format!("root {:02x}...", root[0])));
}

/// How long Redis has executed scripts so far.
struct ScriptTime {
    micros: f64,
}

impl ScriptTime {
    fn of(redis: RedisAddress) -> anyhow::Result<Self> {
        let stats = redis.run(&["INFO", "commandstats"])?;
        let line = stats.lines().find_map(|line| line.strip_prefix("cmdstat_evalsha:"));
        let micros = line.and_then(|line| field(line, "usec=")).context("Redis has executed no script")?;
        Ok(Self { micros })
    }

    fn millis_until(&self, later: Self) -> f64 {
        (later.micros - self.micros) / 1_000.0
    }
}

/// How many commands Redis has executed so far, without those that ask for it.
pub(super) fn commands(redis: RedisAddress) -> anyhow::Result<f64> {
    let stats = redis.run(&["INFO", "commandstats"])?;
    let counted =
        stats.lines().filter(|line| line.starts_with("cmdstat_") && !line.starts_with("cmdstat_info"));
    Ok(counted.filter_map(|line| field(line.split_once(':')?.1, "calls=")).sum())
}

fn field(line: &str, name: &str) -> Option<f64> {
    line.split(',').find_map(|field| field.strip_prefix(name)?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_commandstats_is_read() {
        let line = "calls=12,usec=3450,usec_per_call=287.50,rejected_calls=0,failed_calls=0";
        assert_eq!((field(line, "calls="), field(line, "usec=")), (Some(12.0), Some(3_450.0)));
    }
}
