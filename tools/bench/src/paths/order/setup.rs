//! What the measurements of orders share: floors, and seats that are held before any clock runs.

use std::ops::RangeInclusive;
use std::time::Duration;

use anyhow::ensure;

use crate::floors::{CommitFloor, HopFloor, RedisFloor};
use crate::load::closed;
use crate::paths::hold::CONNECTIONS;
use crate::paths::seats::{Distinct, STADIUM_SEATS, STADIUM_SETTING};
use crate::subjects::{Settings, Stack, Subject};

/// The seats of the stadium for buyers one at a time, and for many at once.
pub(super) const ALONE: RangeInclusive<usize> = 1..=20_000;
pub(super) const TOGETHER: RangeInclusive<usize> = 20_001..=STADIUM_SEATS;
const HELD_WITHIN: Duration = Duration::from_secs(60);

/// The hops that an order cannot do without, on the engines of the stack or on equal ones.
pub(super) struct Floors {
    pub(super) commit: CommitFloor,
    pub(super) hop: HopFloor,
    pub(super) script: RedisFloor,
}

impl Floors {
    pub(super) fn beside(stack: &Stack) -> anyhow::Result<Self> {
        Ok(Self {
            commit: CommitFloor::on(stack.mariadb())?,
            hop: HopFloor::on(stack.kafka())?,
            script: RedisFloor::start()?,
        })
    }
}

pub(super) fn settings() -> Settings {
    vec![(STADIUM_SETTING, STADIUM_SEATS.to_string())]
}

/// Holds the next `count` free seats.
pub(super) async fn hold_next(
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
