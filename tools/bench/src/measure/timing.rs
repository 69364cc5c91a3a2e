//! How long a measurement takes: seconds per take, and rounds.

use std::time::Duration;

const SOME_ROUNDS: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Timing {
    pub(crate) seconds: f64,
    /// Those that count; one more comes before them, in which everything gets warm.
    pub(crate) rounds: usize,
}

impl Default for Timing {
    fn default() -> Self {
        Self { seconds: 1.5, rounds: 7 }
    }
}

impl Timing {
    pub(crate) fn take(self) -> Duration {
        Duration::from_secs_f64(self.seconds)
    }

    /// Whether each round counts, from first to last.
    pub(crate) fn all_rounds(self) -> impl Iterator<Item = bool> {
        (0..=self.rounds).map(|round| round > 0)
    }

    /// For side figures of a path, which would cost as much time.
    pub(crate) fn some_rounds(self) -> impl Iterator<Item = bool> {
        (0..=self.rounds.min(SOME_ROUNDS)).map(|round| round > 0)
    }
}
