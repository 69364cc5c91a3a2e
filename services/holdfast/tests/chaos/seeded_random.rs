//! Chance that can be repeated.

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

pub(crate) struct SeededRandom(TestRng);

impl SeededRandom {
    pub(crate) fn new(seed: u64) -> Self {
        let mut bytes = [0; 32];
        for (byte, seed) in bytes.iter_mut().zip(seed.to_be_bytes()) {
            *byte = seed;
        }
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
    }

    /// For another buyer, who then draws independently.
    pub(crate) fn another(&mut self) -> Self {
        Self::new(self.0.next_u64())
    }

    /// From 0, and less than this.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0.next_u64() % limit.max(1)
    }

    pub(crate) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(u64::try_from(length).unwrap())).unwrap()
    }
}
