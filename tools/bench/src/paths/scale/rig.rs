//! Two cores: one for what is measured, one for everything else; and whether a take was worth anything.

use std::ops::RangeInclusive;
use std::thread::available_parallelism;
use std::time::Duration;

use anyhow::{Context, ensure};
use futures::future::try_join_all;

use crate::floors::HttpFloor;
use crate::load::closed;
use crate::measure::{CoreTime, CpuTimes, Tiers};
use crate::quotas::{Periods, Quota, Share};

const MEASURED: usize = 0;
const OTHERS: usize = 1;
/// Of each instance, at any number of them.
pub(super) const CONNECTIONS: usize = 16;
const THROTTLED_MIN: f64 = 0.90;
const OTHERS_BUSY_MAX: f64 = 0.75;
const FOREIGN_MAX: f64 = 0.05;

/// This process and whatever it starts are on the second core while this exists.
#[derive(Debug)]
pub(super) struct Rig {
    _others: Quota,
}

#[derive(Debug)]
pub(super) struct Measured {
    pub(super) rate: f64,
    /// Why it does not count.
    pub(super) fault: Option<String>,
}

/// The groups of instances, and what was seen when a take began.
pub(super) struct Watch<'q> {
    quotas: &'q [Quota],
    tiers: Tiers,
    periods: Vec<Periods>,
    others: CoreTime,
    all: CpuTimes,
}

impl Rig {
    pub(super) fn build() -> anyhow::Result<Self> {
        ensure!(available_parallelism()?.get() >= 2, "it takes two cores");
        let others = Quota::new("others", OTHERS, None)?;
        others.hold(i32::try_from(std::process::id())?)?;
        Ok(Self { _others: others })
    }

    /// One group for each, with the processes that belong to it.
    #[expect(
        clippy::unused_self,
        reason = "a group on the first core makes sense while everything else is on the second"
    )]
    pub(super) fn held(&self, share: Share, groups: &[Vec<i32>]) -> anyhow::Result<Vec<Quota>> {
        let group = |(number, pids): (usize, &Vec<i32>)| {
            let quota = Quota::new(&number.to_string(), MEASURED, Some(share))?;
            pids.iter().try_for_each(|pid| quota.hold(*pid))?;
            Ok(quota)
        };
        groups.iter().enumerate().map(group).collect()
    }

    pub(super) async fn hello(
        &self,
        number: u16,
        share: Share,
        lasting: Duration,
    ) -> anyhow::Result<Measured> {
        let floors = (0..number).map(|_| HttpFloor::start()).collect::<anyhow::Result<Vec<_>>>()?;
        let pids = floors.iter().map(HttpFloor::pid).collect::<anyhow::Result<Vec<_>>>()?;
        let groups: Vec<Vec<i32>> = pids.iter().map(|pid| vec![*pid]).collect();
        let quotas = self.held(share, &groups)?;
        let targets = floors.iter().map(HttpFloor::target).collect::<anyhow::Result<Vec<_>>>()?;
        let load = |length| {
            try_join_all(
                targets.iter().map(move |target| closed(target, CONNECTIONS, length, HttpFloor::hello())),
            )
        };
        load(lasting / 2).await?;
        let watch = Watch::begin(&quotas, Tiers::of(pids.iter().map(|pid| ("floor", *pid)))?)?;
        let takes = load(lasting).await?;
        watch.end(takes.iter().map(|(take, _)| take.done).sum(), lasting)
    }
}

impl<'q> Watch<'q> {
    pub(super) fn begin(quotas: &'q [Quota], tiers: Tiers) -> anyhow::Result<Self> {
        let periods = quotas.iter().map(Quota::periods).collect::<anyhow::Result<_>>()?;
        let (others, all) = (CoreTime::now(OTHERS)?, tiers.now()?);
        Ok(Self { quotas, tiers, periods, others, all })
    }

    pub(super) fn end(self, done: u64, lasting: Duration) -> anyhow::Result<Measured> {
        let busy = self.others.busy_until_now()?;
        let foreign = self.tiers.since(&self.all)?.foreign;
        let mut throttled: f64 = 1.0;
        for (quota, before) in self.quotas.iter().zip(self.periods) {
            throttled = throttled.min(quota.periods()?.throttled_since(before));
        }
        let fault = fault(throttled, busy, foreign);
        Ok(Measured { rate: done as f64 / lasting.as_secs_f64(), fault })
    }
}

fn fault(throttled: f64, busy: f64, foreign: f64) -> Option<String> {
    let percent = |share: f64| (share * 100.0).round();
    if throttled <= THROTTLED_MIN {
        Some(format!("an instance used up its share in {}% of the periods alone", percent(throttled)))
    } else if busy >= OTHERS_BUSY_MAX {
        Some(format!("the second core was busy for {}%", percent(busy)))
    } else if foreign >= FOREIGN_MAX {
        Some(format!("others used {}% of the machine", percent(foreign)))
    } else {
        None
    }
}

/// The part of a list that belongs to one of several.
pub(super) fn part_of(all: usize, number: u16, which: u16) -> anyhow::Result<RangeInclusive<usize>> {
    let size = all.checked_div(usize::from(number)).context("no instances")?;
    let first = usize::from(which) * size + 1;
    Ok(first..=first + size - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_instance_has_seats_of_its_own() {
        assert_eq!(part_of(100, 4, 0).unwrap(), 1..=25);
        assert_eq!(part_of(100, 4, 3).unwrap(), 76..=100);
    }

    #[test]
    fn a_take_counts_under_all_three_conditions_alone() {
        assert_eq!(fault(0.98, 0.60, 0.01), None);
        for (throttled, busy, foreign) in [(0.83, 0.60, 0.01), (0.98, 0.80, 0.01), (0.98, 0.60, 0.20)] {
            assert!(fault(throttled, busy, foreign).is_some());
        }
    }
}
