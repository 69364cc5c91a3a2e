//! One figure: what it is, its floor, what the ratio of both is, and whether that is what was aimed at.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::measure::{Interval, Takes};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) floor: Option<Floor>,
    pub(crate) ours: Interval,
    pub(crate) unit: String,
    /// Of the medians, ours to the floor's.
    pub(crate) ratio: Option<Interval>,
    pub(crate) goal: Option<Goal>,
    pub(crate) is_met: Option<bool>,
    /// For each thing done, by tier.
    pub(crate) cpu_us: BTreeMap<String, f64>,
    /// Further figures, such as latencies.
    pub(crate) also: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Floor {
    pub(crate) name: String,
    pub(crate) middle: f64,
}

/// Of the ratio where there is one, else of the figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

impl Goal {
    /// Only if both ends of the interval are on the right side.
    fn is_met_by(self, interval: Interval) -> bool {
        match self {
            Self::AtLeast(least) => interval.low >= least,
            Self::AtMost(most) => interval.high <= most,
        }
    }
}

impl Row {
    /// The median of these rounds.
    pub(crate) fn new(what: impl Into<String>, rounds: &[f64], unit: &str) -> Self {
        Self {
            what: what.into(),
            floor: None,
            ours: Interval::of(rounds),
            unit: unit.to_owned(),
            ratio: None,
            goal: None,
            is_met: None,
            cpu_us: BTreeMap::new(),
            also: String::new(),
        }
    }

    /// Something that has no rounds.
    pub(crate) fn single(what: impl Into<String>, value: f64, unit: &str) -> Self {
        Self::new(what, &[value], unit)
    }

    /// How many a second, how long each took, and what it cost whom.
    pub(crate) fn rate(what: impl Into<String>, takes: &Takes) -> Self {
        Self::new(what, &takes.rates(), "/s").also(takes.latency()).cpu(takes.cpu_us())
    }

    /// The same rounds of both, in their order.
    pub(crate) fn over(mut self, ours: &[f64], name: &str, floor: &[f64]) -> Self {
        self.ratio = Some(Interval::of_ratio(ours, floor));
        self.floor = Some(Floor { name: name.to_owned(), middle: Interval::of(floor).middle });
        self
    }

    pub(crate) fn over_rate(self, ours: &Takes, name: &str, floor: &Takes) -> Self {
        self.over(&ours.rates(), name, &floor.rates())
    }

    pub(crate) fn goal(mut self, goal: Goal) -> Self {
        self.goal = Some(goal);
        self.is_met = Some(goal.is_met_by(self.ratio.unwrap_or(self.ours)));
        self
    }

    pub(crate) fn cpu(mut self, cpu_us: BTreeMap<String, f64>) -> Self {
        self.cpu_us = cpu_us;
        self
    }

    pub(crate) fn also(mut self, also: impl Into<String>) -> Self {
        self.also = also.into();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_by_the_whole_interval() {
        let interval = Interval { middle: 0.65, low: 0.59, high: 0.70 };
        assert!(!Goal::AtLeast(0.60).is_met_by(interval));
        assert!(Goal::AtLeast(0.59).is_met_by(interval));
        assert!(!Goal::AtMost(0.65).is_met_by(interval));
        assert!(Goal::AtMost(0.70).is_met_by(interval));
    }

    #[test]
    fn a_goal_is_of_the_ratio_where_there_is_one() {
        let row = Row::new("holds", &[50.0, 50.0], "/s").over(&[50.0, 50.0], "hello", &[100.0, 100.0]);
        assert_eq!(row.clone().goal(Goal::AtLeast(0.5)).is_met, Some(true));
        assert_eq!(row.goal(Goal::AtLeast(0.6)).is_met, Some(false));
        assert_eq!(Row::single("holds", 50.0, "/s").goal(Goal::AtLeast(40.0)).is_met, Some(true));
    }
}
