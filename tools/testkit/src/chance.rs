//! Random cases whose seed is printed, so that a failure can be reproduced.

use std::io::Write;

use primitives::{IdSource, RandomIds, Timestamp};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestCaseResult, TestRunner};

/// Tries so many cases; one that fails is made as short as it can be, and printed with its seed. `PROPTEST_RNG_SEED` chooses the same again.
pub fn try_cases<S: Strategy>(cases: u32, strategy: &S, test: impl Fn(S::Value) -> TestCaseResult) {
    let seed = match Config::default().rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => RandomIds::default().uuid(Timestamp::from_micros(0)).as_u64_pair().1,
    };
    // Printed beforehand, too, for a case that never ends.
    let _ = writeln!(std::io::stderr(), "PROPTEST_RNG_SEED={seed}");
    let config =
        Config { cases, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() };
    if let Err(failure) = TestRunner::new(config).run(strategy, test) {
        panic!("PROPTEST_RNG_SEED={seed}: {failure}");
    }
}
