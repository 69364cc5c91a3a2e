//! What four instances give instead of one, on two cores: each is held to a small share of one core, and everything else has the other core. So the
//! capacity of an instance is the same at any number of them, and only the software can waste it.

mod holds;
mod orders;
mod rig;

use std::collections::BTreeMap;

use anyhow::ensure;

use self::rig::{Measured, Rig};
use crate::measure::{Scaling, Timing};
use crate::programs;
use crate::report::{Goal, Part, Row};

const ABOUT: &str = "Holds and orders at 1, 2 and 4 instances, each held to a fixed share of the first core by a cgroup; engines, other services and \
                     the generator have the second. A take counts only if every instance used up its share in more than 90% of the periods, the \
                     second core was busy for less than 75%, and others used less than 5% of the machine. Hello under the same quotas is the floor, \
                     because a lone process that is throttled pays for cold caches and wake-ups that four of them share.";
/// Forwards and back, so that a machine that becomes slower does not favour any.
const NUMBERS: [u16; 6] = [1, 2, 4, 4, 2, 1];
const ROUNDS_MAX: usize = 5;
/// Of each number of instances; fewer leave the path without figures.
const TAKES_MIN: usize = 3;

pub(super) async fn measure(timing: Timing) -> anyhow::Result<Part> {
    programs::holdfast()?;
    programs::stack()?;
    let rig = Rig::build()?;
    let mut part = Part::about(ABOUT);
    let mut series: BTreeMap<&str, Series> = BTreeMap::new();
    for _ in 0..timing.rounds.min(ROUNDS_MAX) {
        for number in NUMBERS {
            let mut add = |name, take| series.entry(name).or_default().add(number, take);
            add("holds", holds::take(&rig, number, timing.take()).await?);
            add("hello as holds", rig.hello(number, holds::SHARE, timing.take()).await?);
            add("orders", orders::take(&rig, number, timing.take()).await?);
            add("hello as orders", rig.hello(number, orders::SHARE, timing.take()).await?);
        }
    }
    for name in ["holds", "orders"] {
        let ours = series.remove(name).unwrap_or_default().finished(name)?;
        let floor_name = format!("hello as {name}");
        let floor = series.remove(floor_name.as_str()).unwrap_or_default().finished(&floor_name)?;
        add_rows(&mut part, name, &ours, &floor);
    }
    Ok(part)
}

fn add_rows(part: &mut Part, name: &str, ours: &Scaling, floor: &Scaling) {
    for (number, rates) in [(1, &ours.one), (2, &ours.two), (4, &ours.four)] {
        part.add(Row::new(format!("{name}, instances: {number}"), rates, "/s"));
    }
    let (efficiency, least) = (ours.efficiencies(), floor.efficiencies());
    let row = Row::new(format!("E(4) of {name}"), &efficiency, "").over(&efficiency, "hello", &least);
    part.add(row.goal(Goal::AtLeast(0.90)));
    let law = ours.law();
    let (contention, coherence) = (law.contention, law.coherence);
    part.note(format!(
        "{name}: contention {contention:.3}, coherence {coherence:.4} (USL through three medians)"
    ));
}

/// All takes of one kind.
#[derive(Debug, Default)]
struct Series {
    rates: BTreeMap<u16, Vec<f64>>,
    /// Why takes do not count.
    faults: Vec<String>,
}

impl Series {
    fn add(&mut self, number: u16, take: Measured) {
        match take.fault {
            Some(fault) => self.faults.push(fault),
            None => self.rates.entry(number).or_default().push(take.rate),
        }
    }

    /// As many of each number.
    fn finished(mut self, name: &str) -> anyhow::Result<Scaling> {
        let mut of = |number| self.rates.remove(&number).unwrap_or_default();
        let (mut one, mut two, mut four) = (of(1), of(2), of(4));
        let takes = one.len().min(two.len()).min(four.len());
        let why = || self.faults.first().cloned().unwrap_or_default();
        ensure!(
            takes >= TAKES_MIN,
            "{name}: {takes} takes count, and {} do not, such as: {}",
            self.faults.len(),
            why()
        );
        [&mut one, &mut two, &mut four].into_iter().for_each(|rates| rates.truncate(takes));
        Ok(Scaling { one, two, four })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(rate: f64, fault: Option<&str>) -> Measured {
        Measured { rate, fault: fault.map(str::to_owned) }
    }

    #[test]
    fn takes_that_do_not_count_are_left_out_and_too_few_leave_nothing() {
        let mut series = Series::default();
        for number in [1, 2, 4] {
            (0..3).for_each(|_| series.add(number, take(f64::from(number), None)));
        }
        series.add(1, take(9.0, Some("idle")));
        let scaling = series.finished("holds").unwrap();
        assert_eq!((scaling.one.len(), scaling.four.as_slice()), (3, [4.0; 3].as_slice()));
        let mut few = Series::default();
        few.add(1, take(1.0, Some("the second core was busy for 80%")));
        let refusal = few.finished("holds").unwrap_err().to_string();
        assert!(refusal.contains("busy for 80%"), "{refusal}");
    }
}
