//! What more instances give: efficiency, and the two coefficients of the universal scalability law.

use super::interval::median;

/// The rates of rounds in which 1, 2 and 4 instances were measured, each round with all three.
#[derive(Debug, Default)]
pub(crate) struct Scaling {
    pub(crate) one: Vec<f64>,
    pub(crate) two: Vec<f64>,
    pub(crate) four: Vec<f64>,
}

/// X(N) = N X(1) / (1 + contention (N - 1) + coherence N (N - 1)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Law {
    /// What only one can do at a time.
    pub(crate) contention: f64,
    /// What each has to do because of each other.
    pub(crate) coherence: f64,
}

impl Scaling {
    /// Of each round, how much of four times the rate of one the four have.
    pub(crate) fn efficiencies(&self) -> Vec<f64> {
        self.one.iter().zip(&self.four).map(|(one, four)| four / (4.0 * one)).collect()
    }

    /// Through the medians of all three, which is one too many for nothing and none too many for a fit.
    pub(crate) fn law(&self) -> Law {
        let one = median(&self.one);
        // (1 - efficiency) / efficiency at N: contention (N - 1) + coherence N (N - 1).
        let lost = |number: f64, rates: &[f64]| number * one / median(rates) - 1.0;
        let (at_two, at_four) = (lost(2.0, &self.two), lost(4.0, &self.four));
        let coherence = (at_four - 3.0 * at_two) / 6.0;
        Law { contention: at_two - 2.0 * coherence, coherence }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_law_that_made_the_rates_is_found_again() {
        let law = Law { contention: 0.03, coherence: 0.004 };
        let rate = |number: f64| {
            1_000.0 * number
                / (1.0 + law.contention * (number - 1.0) + law.coherence * number * (number - 1.0))
        };
        let rounds = |number| vec![rate(number); 3];
        let scaling = Scaling { one: rounds(1.0), two: rounds(2.0), four: rounds(4.0) };
        let found = scaling.law();
        assert!(
            (found.contention - 0.03).abs() < 1e-9 && (found.coherence - 0.004).abs() < 1e-9,
            "{found:?}"
        );
        let expected = 1.0 / (1.0 + 0.09 + 0.048);
        assert!(scaling.efficiencies().iter().all(|efficiency| (efficiency - expected).abs() < 1e-9));
    }
}
