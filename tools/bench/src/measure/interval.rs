//! A median, and between which bounds it would lie had other rounds been drawn: the bootstrap.

use serde::{Deserialize, Serialize};

const RESAMPLES: usize = 2_000;
/// The same rounds give the same bounds.
const SEED: u64 = 0x5eed_0000_0000_0001;
/// Of all resamples, below the lower bound and above the upper one.
const TAIL: f64 = 0.025;

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Interval {
    pub(crate) middle: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Interval {
    /// Of the median of these rounds.
    pub(crate) fn of(rounds: &[f64]) -> Self {
        Self::resampled(rounds.len(), |picked| median(&picked_of(rounds, picked)))
    }

    /// Of the ratio of two medians. A round is drawn with both its halves: a busy minute was busy for both.
    pub(crate) fn of_ratio(ours: &[f64], floor: &[f64]) -> Self {
        Self::resampled(ours.len().min(floor.len()), |picked| {
            median(&picked_of(ours, picked)) / median(&picked_of(floor, picked))
        })
    }

    fn resampled(rounds: usize, statistic: impl Fn(&[usize]) -> f64) -> Self {
        let all: Vec<usize> = (0..rounds).collect();
        let middle = statistic(&all);
        if rounds < 2 {
            return Self { middle, low: middle, high: middle };
        }
        let mut chance = Chance(SEED);
        let mut drawn: Vec<f64> = (0..RESAMPLES)
            .map(|_| statistic(&(0..rounds).map(|_| chance.below(rounds)).collect::<Vec<_>>()))
            .collect();
        drawn.sort_unstable_by(f64::total_cmp);
        Self { middle, low: at_share(&drawn, TAIL), high: at_share(&drawn, 1.0 - TAIL) }
    }
}

fn picked_of(values: &[f64], picked: &[usize]) -> Vec<f64> {
    picked.iter().filter_map(|at| values.get(*at).copied()).collect()
}

/// The mean of the two in the middle where there is no middle one.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |index: usize| sorted.get(index).copied().unwrap_or_default();
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { at(half) } else { f64::midpoint(at(half.saturating_sub(1)), at(half)) }
}

fn at_share(sorted: &[f64], share: f64) -> f64 {
    let index = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
    sorted.get(index).copied().unwrap_or_default()
}

/// Small, and the same on every machine: SplitMix64.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound.max(1) as u64).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between_two() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(&[]), 0.0);
    }

    #[test]
    fn rounds_that_agree_leave_no_doubt() {
        let interval = Interval::of(&[7.0; 8]);
        assert_eq!((interval.low, interval.middle, interval.high), (7.0, 7.0, 7.0));
    }

    #[test]
    fn bounds_lie_around_the_median_within_the_rounds_and_are_the_same_again() {
        let rounds = [9.0, 10.0, 11.0, 12.0, 10.5, 9.5, 10.2, 30.0];
        let interval = Interval::of(&rounds);
        assert_eq!(interval, Interval::of(&rounds));
        assert!(9.0 <= interval.low && interval.low < interval.middle, "{interval:?}");
        assert!(interval.middle < interval.high && interval.high < 30.0, "{interval:?}");
    }

    #[test]
    fn a_minute_that_is_slow_for_both_does_not_widen_the_ratio() {
        let floor = [100.0, 50.0, 100.0, 50.0, 100.0, 50.0, 100.0];
        let ours: Vec<f64> = floor.iter().map(|rate| rate * 0.6).collect();
        let ratio = Interval::of_ratio(&ours, &floor);
        for bound in [ratio.low, ratio.middle, ratio.high] {
            assert!((bound - 0.6).abs() < 1e-9, "{ratio:?}");
        }
    }
}
