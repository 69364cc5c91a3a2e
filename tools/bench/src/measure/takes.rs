//! One take is a few seconds of one kind of load; all takes of a kind, one from each round, make a figure.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;

use super::{CpuShares, Interval};

/// Microseconds; longer latencies are counted as this.
const LONGEST_US: u64 = 120_000_000;
/// Latencies are kept with a precision of a thousandth.
const DIGITS: u8 = 3;

#[derive(Debug, Clone)]
pub(crate) struct Latencies(Histogram<u64>);

impl Latencies {
    pub(crate) fn new() -> anyhow::Result<Self> {
        Ok(Self(Histogram::new_with_max(LONGEST_US, DIGITS)?))
    }

    pub(crate) fn add(&mut self, latency: Duration) {
        let micros = u64::try_from(latency.as_micros()).unwrap_or(LONGEST_US);
        self.0.saturating_record(micros);
    }

    pub(crate) fn len(&self) -> u64 {
        self.0.len()
    }

    /// In milliseconds, the one below which `share` of all lie.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        self.0.value_at_quantile(share) as f64 / 1_000.0
    }
}

pub(crate) struct Take {
    /// How many answers there were, or other units of work.
    pub(crate) done: u64,
    pub(crate) elapsed: Duration,
    pub(crate) latencies: Latencies,
    pub(crate) shares: CpuShares,
}

/// One of each round, without the first, in which everything got warm.
#[derive(Default)]
pub(crate) struct Takes(Vec<Take>);

impl Takes {
    pub(crate) fn add(&mut self, counts: bool, take: Take) {
        if counts {
            self.0.push(take);
        }
    }

    pub(crate) fn rates(&self) -> Vec<f64> {
        self.0.iter().map(|take| take.done as f64 / take.elapsed.as_secs_f64()).collect()
    }

    /// In milliseconds, of each take.
    pub(crate) fn quantiles(&self, share: f64) -> Vec<f64> {
        self.0.iter().map(|take| take.latencies.quantile(share)).collect()
    }

    /// The medians over all takes.
    pub(crate) fn latency(&self) -> String {
        let of = |share| millis(Interval::of(&self.quantiles(share)).middle);
        format!("p50 {}, p99 {}", of(0.5), of(0.99))
    }

    /// Microseconds of each tier for each thing done, over all takes: a clock tick is too coarse for one.
    pub(crate) fn cpu_us(&self) -> BTreeMap<String, f64> {
        let done: u64 = self.0.iter().map(|take| take.done).sum();
        let mut tiers = BTreeMap::new();
        for (name, spent) in self.0.iter().flat_map(|take| &take.shares.tiers) {
            *tiers.entry(name.clone()).or_default() += spent.as_secs_f64() * 1e6 / done.max(1) as f64;
        }
        tiers
    }

    /// The share of all processors that others had, and that the host took away, in the worst take.
    pub(crate) fn disturbance(&self) -> (f64, f64) {
        let worst =
            |of: fn(&CpuShares) -> f64| self.0.iter().map(|take| of(&take.shares)).fold(0.0, f64::max);
        (worst(|shares| shares.foreign), worst(|shares| shares.stolen))
    }
}

pub(crate) fn millis(millis: f64) -> String {
    if millis < 1.0 { format!("{millis:.2} ms") } else { format!("{millis:.1} ms") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(done: u64, seconds: u64, spent_ms: u64) -> Take {
        let mut latencies = Latencies::new().unwrap();
        (1..=100).for_each(|millis| latencies.add(Duration::from_millis(millis)));
        let tiers = vec![("redis".to_owned(), Duration::from_millis(spent_ms))];
        let shares = CpuShares { tiers, foreign: 0.01, stolen: 0.0 };
        Take { done, elapsed: Duration::from_secs(seconds), latencies, shares }
    }

    #[test]
    fn the_round_in_which_everything_gets_warm_is_left_out() {
        let mut takes = Takes::default();
        takes.add(false, take(1, 1, 1_000));
        takes.add(true, take(1_000, 2, 10));
        takes.add(true, take(3_000, 2, 10));
        assert_eq!(takes.rates(), [500.0, 1_500.0]);
        assert_eq!(takes.cpu_us().get("redis").copied().unwrap().round(), 5.0);
        assert_eq!(takes.disturbance(), (0.01, 0.0));
    }

    #[test]
    fn quantiles_are_of_all_samples() {
        let latencies = take(1, 1, 1).latencies;
        assert_eq!(latencies.len(), 100);
        assert!((latencies.quantile(0.5) - 50.0).abs() < 0.1);
        assert!((latencies.quantile(0.99) - 99.0).abs() < 0.1);
    }
}
