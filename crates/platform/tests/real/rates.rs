//! The script that counts rates is the rule of `primitives::Quota` a second time: random uses at random times have the answers of the rule. And a Redis
//! that is away or silent keeps no one waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use engines::Redis;
use lifecycle::Tasks;
use platform::RedisRates;
use primitives::{Clock, IdSource, OverQuota, Quota, RandomIds, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use redis_nodes::NodesConfig;
use server::SharedRates;
use testkit::try_cases;
use tokio::time::Instant;

const CASES: u32 = 200;
const STEPS: std::ops::Range<usize> = 1..60;
/// What is one caller's no other test uses.
const ONE: Quota = Quota { burst: 2, per_minute: 1 };

#[derive(Debug, Clone)]
enum Step {
    Use,
    GiveBack,
    Pass {
        micros: i64,
    },
    /// As after a failover to a server whose clock is behind.
    SetBack {
        micros: i64,
    },
}

/// Moved in both directions.
struct Steps(AtomicI64);

impl Clock for Steps {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

impl Steps {
    fn step(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => Just(Step::Use),
        1 => Just(Step::GiveBack),
        4 => (0..3_000_000_i64).prop_map(|micros| Step::Pass { micros }),
        1 => (0..3_000_000_i64).prop_map(|micros| Step::SetBack { micros }),
    ]
}

fn quota() -> impl Strategy<Value = Quota> {
    (1..40_u32, 1..6_000_u32).prop_map(|(burst, per_minute)| Quota { burst, per_minute })
}

fn key() -> String {
    format!("test:{}", RandomIds::default().uuid(Timestamp::from_micros(0)))
}

#[test]
fn random_uses_on_redis_are_answered_like_the_rule() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let redis = Redis::start().unwrap();
    let clock = Arc::new(Steps(AtomicI64::new(1_767_225_600_000_000)));
    let config = NodesConfig::at(&redis.url()).unwrap();
    let rates = runtime.block_on(async { RedisRates::by(clock.clone(), &config, Tasks::default()) });
    try_cases(CASES, &(quota(), vec(step(), STEPS)), |(quota, steps)| {
        runtime.block_on(follow(&rates, &clock, quota, &steps))
    });
}

async fn follow(
    rates: &RedisRates,
    clock: &Steps,
    quota: Quota,
    steps: &[Step],
) -> Result<(), TestCaseError> {
    let (key, mut used_until) = (key(), None::<Timestamp>);
    for step in steps {
        let now = clock.now();
        let used = used_until.map_or(Duration::ZERO, |until| until.since(now));
        match step {
            Step::Pass { micros } => clock.step(*micros),
            Step::SetBack { micros } => clock.step(-*micros),
            Step::GiveBack => {
                rates.give_back(&key, quota).await;
                let used = quota.given_back(used);
                used_until = (used > Duration::ZERO).then(|| now.plus(used));
            }
            Step::Use => {
                let (answer, expected) = (rates.admit(&key, quota).await, quota.admit(used));
                let said = expected.map(|used| quota.left(used));
                prop_assert_eq!(answer, Some(said), "after {:?} of {:?}", used, quota);
                used_until = expected.map_or(used_until, |used| Some(now.plus(used)));
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn two_processes_count_together_and_by_the_clock_of_redis() {
    let redis = Redis::start().unwrap();
    let process = || RedisRates::new(NodesConfig::at(&redis.url()).unwrap(), Tasks::default());
    let (one, other, key) = (process(), process(), key());
    for process in [&one, &other] {
        connected(process).await;
    }
    assert_eq!(one.admit(&key, ONE).await.unwrap().unwrap().count, 1);
    assert_eq!(other.admit(&key, ONE).await.unwrap().unwrap().count, 0);
    let OverQuota { retry_after } = one.admit(&key, ONE).await.unwrap().unwrap_err();
    assert!((30..=60).contains(&retry_after.as_secs()), "{retry_after:?}");
    other.give_back(&key, ONE).await;
    assert!(one.admit(&key, ONE).await.unwrap().is_ok());
}

/// A busy machine may not answer within the bound at first.
async fn connected(rates: &RedisRates) {
    testkit::eventually("redis answers", Duration::from_secs(30), async || {
        rates.admit(&key(), ONE).await.map(drop)
    })
    .await;
}

#[tokio::test]
async fn a_redis_that_is_silent_or_gone_keeps_no_one_waiting() {
    let mut redis = Redis::start().unwrap();
    let rates = RedisRates::new(NodesConfig::at(&redis.url()).unwrap(), Tasks::default());
    connected(&rates).await;
    redis.process().pause();
    answers_nothing_soon(&rates).await;
    redis.process().kill9();
    answers_nothing_soon(&rates).await;
    redis.process().start_again().unwrap();
    connected(&rates).await;
}

async fn answers_nothing_soon(rates: &RedisRates) {
    let began = Instant::now();
    for _ in 0..1_000 {
        assert_eq!(rates.admit(&key(), ONE).await, None);
    }
    // A few wait for their bound, and the others for nothing.
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}
