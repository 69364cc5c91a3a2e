//! An order from its acceptance to CONFIRMED, beside the sum of the hops that it cannot do without: on the real stack, one at a time and at
//! fixed rates, and on the single process.

mod alone;
mod embedded;
mod histograms;
mod loaded;

use std::ops::RangeInclusive;
use std::time::Duration;

use anyhow::ensure;

use super::hold::CONNECTIONS;
use super::seats::{Distinct, STADIUM_SEATS, STADIUM_SETTING};
use crate::check;
use crate::floors::{CommitFloor, HopFloor, RedisFloor};
use crate::load::closed;
use crate::measure::Timing;
use crate::programs;
use crate::report::{Durability, Part, Report};
use crate::subjects::{Settings, Stack, Subject};

const ABOUT: &str = "From the answer that accepts an order to CONFIRMED on the order's own stream. The floor is the sum of its hops, each measured \
                     alone in the same round: three durable commits, four messages through Kafka, one script in Redis.";
/// The seats of the stadium for buyers one at a time, and for many at once.
const ALONE: RangeInclusive<usize> = 1..=20_000;
const TOGETHER: RangeInclusive<usize> = 20_001..=STADIUM_SEATS;
const HELD_WITHIN: Duration = Duration::from_secs(60);

/// The hops that an order cannot do without, on the engines of the stack or on equal ones.
struct Floors {
    commit: CommitFloor,
    hop: HopFloor,
    script: RedisFloor,
}

pub(super) async fn measure(timing: Timing, report: &mut Report) -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    programs::stack()?;
    let stack = Stack::fresh(settings())?;
    let floors = Floors {
        commit: CommitFloor::on(stack.mariadb())?,
        hop: HopFloor::on(stack.kafka())?,
        script: RedisFloor::start()?,
    };
    let mut part = Part::about(ABOUT);
    alone::on_the_stack(&stack, &floors, timing, &mut part).await?;
    loaded::on_the_stack(&stack, &floors, timing, &mut part).await?;
    check::verify(&holdfast, stack.addresses().order_internal)?;
    report.add_durability(Durability::of_engines(stack.redis(), stack.mariadb())?);
    drop(stack);
    embedded::measure(&holdfast, timing, &mut part).await?;
    Ok(part)
}

fn settings() -> Settings {
    vec![(STADIUM_SETTING, STADIUM_SEATS.to_string())]
}

/// Holds the next `count` free seats, before any clock runs.
async fn hold_next(
    subject: &impl Subject,
    event: usize,
    free: &mut RangeInclusive<usize>,
    count: usize,
) -> anyhow::Result<RangeInclusive<usize>> {
    let (first, last) = (*free.start(), free.start() + count - 1);
    ensure!(last <= *free.end(), "event {event} has no {count} free seats any more");
    *free = last + 1..=*free.end();
    let target = subject.reservation()?;
    closed(&target, CONNECTIONS, HELD_WITHIN, Distinct::new(event, first..=last)).await?;
    target.tiers.wait_until_idle().await?;
    Ok(first..=last)
}
